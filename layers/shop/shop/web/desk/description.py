"""What the order desk says of itself, to dashboards and to whoever invokes it to find out."""

DESCRIPTION = """\
## Order desk

Invoke it with one of these; the same again does nothing more.

| action | fields |
|---|---|
| `orders` | `status` (paid and unpaid ones if absent), `limit` (1 to 100, 50 if absent) |
| `orders` | also `search` (number, customer, goods), `placed_from`, `placed_until` |
| `order` | `number` |
| `mark-paid` | `number`, `operator` |
| `pick-list` | `limit` (orders, as above): what to take from the shelves for paid orders |
| `pack` | `number`, `operator`: from then on its customer cannot cancel it alone |
| `unpack` | `number`, `operator`: it goes back to the orders that wait |
| `ship` | `number`, `tracking` (may be empty), `operator` |
| `cancel` | `number`, `operator` |
| `refund` | `number`, `amount_pence` (else all), `key` (to pay the same again), `operator` |
| `refund` | also `how` (`cheque` or `bank`) if you sent the money back, and its `reference` |
| `refunds` | `limit` (1 to 100, 50 if absent): what is owed to customers |
| `parked-payments` | `limit`: what payment providers told that names no payment |
| `promotions` | `limit` (1 to 100, 50 if absent): the codes with their uses |
| `start-promotion` | `code`, `kind` (`percent`, `fixed`, `free_shipping`), `ends_at`, `operator` |
| `start-promotion` | also `amount` (per cent or pence), `starts_at`, `least_subtotal_pence` |
| `start-promotion` | also `most_uses` (by all), `most_uses_each` (by one customer) |
| `end-promotion` | `code`, `operator` |
| `mail` | `number`, `mail` (its name in `order`, such as `shipped.1`), `operator` |
| `resend` | `number`, `mail`, `operator` |
| `invoice` | `number`: issues what is missing; `operator` |
| `invoices` | `series` (`INV-2026`, `CRN-2026`), `after` (a position), `limit` |
| `returns` | `state` (those that wait for somebody if absent), `limit` |
| `approve-return` | `return_id`, `operator` |
| `decline-return` | `return_id`, `answer` (told to the customer), `operator` |
| `receive-return` | `return_id`, `lines` of `sku`, `restocked`, `damaged`, `operator` |
| `refund-return` | `return_id`, `how` and `reference` as for `refund`, `operator` |
| `withdrawals` | `state` (`open` if absent, or `done`), `limit` |
| `accept-withdrawal` | `withdrawal_id`, `number` and `lines` (else as declared), `operator` |
| `decline-withdrawal` | `withdrawal_id`, `answer` (told to who declared it), `operator` |
| `products` | `limit`: what is sold out or low first |
| `set-stock` | `sku`, `available`, `reason`, `key`, `available_read` (as counted), `operator` |
| `stock-history` | `sku`, `limit`: what moved its stock, the newest first, with who and why |
| `repair-stock` | `sku`, `available` (as counted; else what its movements come to), `reason`, |
| `repair-stock` | `key`, `available_read`, `operator`: lets stock and movements agree again |
| `import-products` | `rows` (columns of the goods' file): a dry run, which tells its `confirm` |
| `import-products` | also `confirm`, `operator`: does it; `import_id` goes on with an import |
| `undo-import` | `import_id`, `after` (a SKU), `limit` (500), `operator`: takes changes back |
| `export-products` | `after` (a SKU), `limit`: all goods by SKU, with the columns of the file |
| `visitors` | `days` (1 to 92, 30 if absent), or `first_on` and `last_on`: numbers |
| `links` | whether the links to other sites lead somewhere, and how often they were followed |
| `visits` | `ip`, `session` or `number`; `operator`, `reason` (it is logged) |
| `messages` | `state`, `limit`: those that wait if no state is named, and apart the suspicious |
| `messages` | also `mine`: only those assigned to `operator` |
| `message` | `ticket`, `operator`, `reason`: with its order's story and its writer's errors |
| `reply` | `ticket`, `key`, `message` or `canned` (a name that `message` lists), `operator` |
| `message-state` | `ticket`, `state` (`open` or `closed`), `operator` |
| `note` | `ticket`, `key`, `note`: for colleagues only; `operator` |
| `assign` | `ticket`, `to` (`me`, `nobody`, a user name or an ARN), `operator` |
| `diagnose` | `number`, `operator`, `reason` (it is logged) |
| `data-requests` | |
| `accept-correction` | `correction_id`, `answer` (told to the customer), `operator` |
| `decline-correction` | `correction_id`, `answer` (told to the customer), `operator` |

`operator` is the ARN of whoever acts, kept with what happened; CloudTrail knows it in any case.
### On a dashboard

Set `action` to a page; each leads to all others. Of one thing show `order`, `diagnose`, `message`,
`stock-history` and `visits`, with the fields above; of all that waits, whatever the time range:
`orders`, `pick-list`, `messages`, `returns`, `withdrawals`, `refunds`, `products`, `promotions`,
`data-requests`, `parked-payments`, `links`. `import` and `find-visits` ask for something first. Of
the dashboard's time range are `visitors` (its days of UTC, at most 92) and `orders` of a `status`.
Instants are in the dashboard's time. Buttons ask before they change something; what is done is kept
with `operator`, the widget's parameter or typed on the page. A refresh shows the same page again.

``` yaml
action: orders
status: paid
operator: ada
```
"""
