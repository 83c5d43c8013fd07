-- Services ask for the tier before they make a player's first row.
GRANT EXECUTE ON FUNCTION archive.refuse_archived TO wallet, inventory, profile, social;
-- The proof of a deletion leaves by the outbox of the economy.
GRANT USAGE ON SCHEMA economy TO archive;
GRANT EXECUTE ON FUNCTION economy.tell TO archive;
