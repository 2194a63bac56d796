-- Buyers with a second order within 30, 60, 90 days of the first, among those observed as long.
COPY (
  WITH buyers AS (
    SELECT min(time, 2) AS times FROM orders GROUP BY customer_id
  )
  SELECT
    date_trunc('month', times[1])::DATE AS month, days, count(*) AS mature,
    count(*) FILTER (times[2] <= times[1] + to_days(days)) AS repeated
  FROM buyers, (VALUES (30), (60), (90)) AS horizon(days)
  WHERE times[1] + to_days(days) <= getvariable('as_of')
  GROUP BY ALL ORDER BY ALL
) TO 'repeat.csv' (HEADER);
