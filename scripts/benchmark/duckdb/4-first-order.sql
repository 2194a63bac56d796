-- The buyer funnel within seven days of its entry. Each session start opens a chain of earliest
-- next steps; per buyer (and per month of entry) the deepest counts, the earliest among equals.
CREATE TABLE chains AS
WITH
started AS (
  SELECT event_id, customer_id, time, channel FROM events WHERE type = 'session_start'
),
viewed AS (
  SELECT s.*, e.time AS viewed
  FROM started s
  ASOF LEFT JOIN (SELECT customer_id, time FROM events WHERE type = 'view_item') e
    ON s.customer_id = e.customer_id AND s.time <= e.time
),
carted AS (
  SELECT s.*, e.time AS carted
  FROM viewed s
  ASOF LEFT JOIN (SELECT customer_id, time FROM events WHERE type = 'add_to_cart') e
    ON s.customer_id = e.customer_id AND s.viewed <= e.time
),
purchased AS (
  SELECT s.*, e.time AS purchased
  FROM carted s
  ASOF LEFT JOIN (SELECT customer_id, time FROM events WHERE type = 'purchase') e
    ON s.customer_id = e.customer_id AND s.carted <= e.time
)
SELECT
  event_id, customer_id, time, coalesce(channel, '') AS channel,
  CASE
    WHEN purchased <= time + INTERVAL 7 DAY THEN 4
    WHEN carted <= time + INTERVAL 7 DAY THEN 3
    WHEN viewed <= time + INTERVAL 7 DAY THEN 2
    ELSE 1
  END AS depth
FROM purchased;

COPY (
  WITH best AS (
    SELECT
      date_trunc('month', time)::DATE AS month,
      arg_min(struct_pack(depth, channel), (-depth, time, event_id)) AS chain
    FROM chains GROUP BY customer_id, month
    UNION ALL
    SELECT NULL, arg_min(struct_pack(depth, channel), (-depth, time, event_id))
    FROM chains GROUP BY customer_id
  )
  SELECT
    month, chain.channel AS channel, count(*) AS step1,
    count(*) FILTER (chain.depth >= 2) AS step2, count(*) FILTER (chain.depth >= 3) AS step3,
    count(*) FILTER (chain.depth >= 4) AS step4
  FROM best GROUP BY ALL ORDER BY ALL
) TO 'first_order.csv' (HEADER);
