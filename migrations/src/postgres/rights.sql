-- What a module's role may do in its schema: work with rows, define nothing. Run after every step, in the step's
-- transaction: nobody ever sees a table without its rights.

REVOKE ALL ON SCHEMA {schema} FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role};

GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};

-- The trail is written once. Of the steps taken, the server only reads.
REVOKE UPDATE, DELETE ON {schema}.audit FROM {role};
REVOKE INSERT, UPDATE, DELETE ON {schema}.seaql_migrations FROM {role};
