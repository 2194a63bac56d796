-- The session funnel by month and channel of the session's start. Every step takes its earliest
-- time that is not before the step before; sessions of this shop start once.
COPY (
  WITH
  sessions AS (
    SELECT
      min(time) FILTER (type = 'session_start') AS started,
      arg_min(channel, time) FILTER (type = 'session_start') AS channel,
      -- The first view needs no list: nothing of a session stands before its start.
      min(time) FILTER (type = 'view_item') AS viewed,
      list(time) FILTER (type = 'add_to_cart') AS carts,
      list(time) FILTER (type = 'begin_checkout') AS checkouts,
      list(time) FILTER (type = 'purchase') AS purchases
    FROM events WHERE session_id IS NOT NULL GROUP BY session_id
  ),
  carted AS (
    SELECT *, list_min(list_filter(carts, lambda t: t >= viewed)) AS carted FROM sessions
  ),
  checked_out AS (
    SELECT *, list_min(list_filter(checkouts, lambda t: t >= carted)) AS checked_out FROM carted
  ),
  purchased AS (
    SELECT *, list_min(list_filter(purchases, lambda t: t >= checked_out)) AS purchased
    FROM checked_out
  )
  SELECT
    date_trunc('month', started)::DATE AS month, coalesce(channel, '') AS channel,
    count(*) AS step1, count(viewed) AS step2, count(carted) AS step3,
    count(checked_out) AS step4, count(purchased) AS step5
  FROM purchased WHERE started IS NOT NULL GROUP BY ALL ORDER BY ALL
) TO 'checkout.csv' (HEADER);
