-- Booking: cut by hotel, all of it.
--
-- Run by `jumak migrate --citus`, in one transaction with search_path = booking. What is distributed stays as it is.

-- Else Citus takes in every table with a foreign key to a reference table, and then refuses to cut it.
SET LOCAL citus.enable_local_reference_table_foreign_keys = off;
-- Tables with foreign keys between them are made one shard after the other, on one connection to each node.
SET LOCAL citus.multi_shard_modify_mode = 'sequential';

-- Cut by hotel, all of a hotel's rows on one node; those that others point at come first.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'outbox', 'inbox', 'idempotency', 'audit', 'bookings', 'booking_nights', 'decisions',
        'booking_history', 'booking_notes']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = name::regclass) THEN
            PERFORM create_distributed_table(
                name::regclass, 'hotel_id',
                colocate_with => CASE name WHEN 'outbox' THEN 'none' ELSE 'outbox' END);
        END IF;
    END LOOP;
END
$$;
