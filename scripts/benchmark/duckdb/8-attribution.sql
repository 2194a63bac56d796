-- Each order's amount, credited to the session starts of its buyer in the 90 days up to it. Linear
-- shares are whole millionths; the earliest touches take the millionths that are left over.
COPY (
  WITH
  touches AS (
    SELECT
      o.month, coalesce(t.channel, '') AS channel,
      (o.gross * 1000000)::BIGINT AS amount,
      row_number() OVER by_time AS position,
      count(*) OVER (PARTITION BY o.order_id) AS touches
    FROM orders o
    JOIN events t
      ON t.customer_id = o.customer_id AND t.type = 'session_start'
      AND t.time <= o.time AND t.time >= o.time - INTERVAL 90 DAY
    WINDOW by_time AS (PARTITION BY o.order_id ORDER BY t.time, t.event_id)
  )
  SELECT
    month, channel,
    coalesce(sum(amount) FILTER (position = 1), 0) AS first_micros,
    coalesce(sum(amount) FILTER (position = touches), 0) AS last_micros,
    sum(amount // touches + (position <= amount % touches)::INTEGER) AS linear_micros
  FROM touches GROUP BY ALL ORDER BY ALL
) TO 'attribution.csv' (HEADER);
