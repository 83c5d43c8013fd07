-- A function that is frozen between two calls can't close its connection, and a cluster that may
-- scale to nothing stays awake for each one that is open.
ALTER ROLE rumpus SET idle_session_timeout = '60s';

-- However many processes there are: one too many is told to come again.
ALTER ROLE rumpus CONNECTION LIMIT 100;
