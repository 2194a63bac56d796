-- First-order month against months since: who is active, their orders, their net revenue.
COPY (
  WITH first_orders AS (
    SELECT customer_id, min(month) AS cohort FROM orders GROUP BY customer_id
  )
  SELECT
    cohort, datediff('month', cohort, month) AS months_since,
    count(DISTINCT customer_id) AS active, count(*) AS orders,
    sum(gross) - sum(refunded) AS net
  FROM orders JOIN first_orders USING (customer_id)
  GROUP BY ALL ORDER BY ALL
) TO 'cohorts.csv' (HEADER);
