-- When a maker who did not confirm in time was reminded, and when the city's administrators were told.
alter table market.parcel add column reminded_at timestamptz;
alter table market.parcel add column escalated_at timestamptz;
alter table market.parcel add constraint parcel_reminded_first check (escalated_at is null or reminded_at is not null);
