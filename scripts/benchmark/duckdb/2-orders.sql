-- One row per order, with what was ever refunded on it.
CREATE TABLE orders AS
SELECT
  p.order_id, p.customer_id, p.time, date_trunc('month', p.time)::DATE AS month, p.quantity,
  p.amount AS gross, coalesce(r.refunded, 0)::DECIMAL(18,2) AS refunded
FROM events p
LEFT JOIN (
  SELECT order_id, sum(amount) AS refunded FROM events WHERE type = 'refund' GROUP BY order_id
) r USING (order_id)
WHERE p.type = 'purchase';

COPY (
  SELECT
    month, count(*) AS orders, sum(quantity) AS units, sum(gross) AS gross,
    sum(refunded) AS refunds, sum(gross) - sum(refunded) AS net
  FROM orders GROUP BY month ORDER BY month
) TO 'orders.csv' (HEADER);
