//! The port: each command worked on to its end, whoever goes away meanwhile.

use std::sync::Arc;

use access_api::{
    Access, AccessError, AddStaff, ApiKeyView, ChangePassword, IssueApiKey, ResetPassword, SessionStarted,
    SetDisabled, SetRole, SignIn, StaffAccount, StaffAdded, StaffSession,
};
use async_trait::async_trait;
use db::position;
use http_kit::current_request_id;
use kernel::{ApiKeyId, By, StaffId};

use crate::{failure::Failure, module::Desk};

/// Access, as the rest of the house sees it.
#[derive(Clone)]
pub(crate) struct Port(pub(crate) Arc<Desk>);

impl Port {
    /// Runs a command in a task of its own: a browser that is closed right after "sign out" must not take the
    /// command back, and a guess counts whether or not the guesser waits for the answer.
    async fn to_its_end<T, F>(&self, work: impl FnOnce(Arc<Desk>) -> F) -> Result<T, AccessError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Failure>> + Send + 'static,
    {
        match tokio::spawn(position::carried(work(self.0.clone()))).await {
            Ok(outcome) => Ok(outcome?),
            Err(error) => {
                tracing::error!(%error, "A command was cut short");
                Err(AccessError::Unavailable("the command was cut short".to_owned()))
            }
        }
    }
}

#[async_trait]
impl Access for Port {
    async fn add_staff(&self, command: AddStaff) -> Result<StaffAdded, AccessError> {
        self.to_its_end(|desk| async move { desk.add(command).await }).await
    }

    async fn set_role(&self, command: SetRole) -> Result<(), AccessError> {
        self.to_its_end(|desk| async move { desk.set_role(command).await }).await
    }

    async fn set_disabled(&self, command: SetDisabled) -> Result<(), AccessError> {
        self.to_its_end(|desk| async move { desk.set_disabled(command).await }).await
    }

    async fn reset_password(&self, command: ResetPassword) -> Result<String, AccessError> {
        self.to_its_end(|desk| async move { desk.reset_password(command).await }).await
    }

    async fn change_password(&self, command: ChangePassword) -> Result<SessionStarted, AccessError> {
        self.to_its_end(|desk| async move { desk.change_password(command).await }).await
    }

    async fn staff(&self) -> Result<Vec<StaffAccount>, AccessError> {
        Ok(self.0.staff().await?)
    }

    async fn issue_api_key(&self, command: IssueApiKey) -> Result<String, AccessError> {
        self.to_its_end(|desk| async move { desk.issue(command).await }).await
    }

    async fn revoke_api_key(&self, key: ApiKeyId, by: By) -> Result<(), AccessError> {
        self.to_its_end(|desk| async move { desk.revoke(key, by).await }).await
    }

    async fn api_keys(&self) -> Result<Vec<ApiKeyView>, AccessError> {
        Ok(self.0.keys().await?)
    }

    async fn check_password(&self, email: &str, password: &str) -> Result<StaffId, AccessError> {
        Ok(self.0.check(email, password).await?)
    }

    async fn sign_in(&self, command: SignIn) -> Result<SessionStarted, AccessError> {
        let request_id = current_request_id();
        self.to_its_end(|desk| async move { desk.sign_in(command, request_id).await }).await
    }

    async fn session(&self, token: &str) -> Result<StaffSession, AccessError> {
        Ok(self.0.sessions.recognise(token, self.0.clock.now()).await?)
    }

    async fn sign_out(&self, token: &str) -> Result<(), AccessError> {
        let (token, request_id) = (token.to_owned(), current_request_id());
        self.to_its_end(|desk| async move { desk.sign_out(&token, request_id).await }).await
    }

    async fn sign_out_everywhere(&self, staff: StaffId, by: By) -> Result<(), AccessError> {
        self.to_its_end(|desk| async move { desk.sign_out_everywhere(staff, by).await }).await
    }
}
