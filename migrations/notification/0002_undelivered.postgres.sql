-- Notification: what waits or was given up at one hotel, which the desk looks at first.

CREATE INDEX messages_undelivered ON messages (hotel_id, created_at) WHERE state <> 'sent';
