-- Buyers per recency, frequency and value class. The edges are type-7 quintiles, kept as whole
-- numbers (five times their value) so that a comparison with an edge is exact.
COPY (
  WITH
  buyers AS (
    SELECT
      epoch_us(getvariable('as_of')) - epoch_us(max(time)) AS recency,
      count(*) AS frequency,
      ((sum(gross) - sum(refunded)) * 100)::BIGINT AS value
    FROM orders GROUP BY customer_id
  ),
  sorted AS (
    SELECT
      count(*) - 1 AS last, list_sort(list(recency)) AS r, list_sort(list(frequency)) AS f,
      list_sort(list(value)) AS v
    FROM buyers
  ),
  -- Position k(n - 1)/5 lies between two order statistics; one past the end is never weighted.
  edges AS (
    SELECT
      (5 - last * k % 5) * r[last * k // 5 + 1]
        + last * k % 5 * coalesce(r[last * k // 5 + 2], 0) AS r,
      (5 - last * k % 5) * f[last * k // 5 + 1]
        + last * k % 5 * coalesce(f[last * k // 5 + 2], 0) AS f,
      (5 - last * k % 5) * v[last * k // 5 + 1]
        + last * k % 5 * coalesce(v[last * k // 5 + 2], 0) AS v
    FROM sorted, range(1, 5) AS quintile(k)
  ),
  edge_lists AS (
    SELECT list(r) AS r, list(f) AS f, list(v) AS v FROM edges
  )
  SELECT
    5 - len(list_filter(e.r, lambda edge: edge < 5 * b.recency)) AS recency,
    1 + len(list_filter(e.f, lambda edge: edge < 5 * b.frequency)) AS frequency,
    1 + len(list_filter(e.v, lambda edge: edge < 5 * b.value)) AS monetary,
    count(*) AS buyers
  FROM buyers b, edge_lists e
  GROUP BY ALL ORDER BY ALL
) TO 'rfm.csv' (HEADER);
