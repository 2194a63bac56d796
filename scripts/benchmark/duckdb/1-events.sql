-- The stream, read once with explicit types and only the columns that the tables below need.
-- Duplicates are not looked for: that is work which salesfunnel does and this script is spared.
CREATE TYPE event_type AS ENUM (
  'session_start', 'view_item', 'add_to_cart', 'begin_checkout', 'purchase', 'refund');

CREATE TABLE events AS
SELECT event_id, time, type, customer_id, session_id, channel, order_id, quantity, amount
FROM read_csv(
  getvariable('stream'),
  header = true, auto_detect = false, delim = ',', quote = '', escape = '',
  columns = {
    'event_id': 'VARCHAR', 'time': 'TIMESTAMP', 'type': 'event_type', 'customer_id': 'VARCHAR',
    'session_id': 'VARCHAR', 'channel': 'VARCHAR', 'campaign': 'VARCHAR', 'device': 'VARCHAR',
    'region': 'VARCHAR', 'product': 'VARCHAR', 'order_id': 'VARCHAR', 'quantity': 'INTEGER',
    'amount': 'DECIMAL(18,2)', 'currency': 'VARCHAR'});

SET VARIABLE as_of = (SELECT max(time) FROM events);
