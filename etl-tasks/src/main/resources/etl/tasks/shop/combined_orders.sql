-- The whole of combined_orders in one statement: what the task's rows are compared with, by its tests and by the proof at full size.
select
    o.id as order_id,
    o.user_id,
    o.country,
    o.currency,
    coalesce(c.conversion_rate, 1)::numeric(16, 10) as conversion_rate,
    u.email as user_email,
    o.amount,
    round(o.amount * coalesce(c.conversion_rate, 1), 2)::numeric(18, 2) as amount_usd,
    round(o.amount * (1 + coalesce(t.rate, 0)), 2)::numeric(15, 2) as amount_with_tax,
    o.created_at
from public.orders o
join public.users u on u.id = o.user_id
left join public.currencies c on c.type = 'Order' and c.type_id = o.id
left join public.taxes t on t.country = o.country
where o.status = 'active'
