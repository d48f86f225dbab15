-- What a service of the platform counted of a business, beside what was said: what it sold over the city's market in a year.

alter table registry.source drop constraint source_kind_known;
alter table registry.source add constraint source_kind_known check (kind in ('row', 'desk', 'own', 'api', 'service'));
alter table registry.measure drop constraint measure_kind_known;
alter table registry.measure add constraint measure_kind_known check (kind in
    ('capital', 'investment', 'assets', 'yearly_sales', 'monthly_sales', 'daily_sales', 'yearly_production',
     'raw_material', 'credit', 'male_workers', 'female_workers', 'workers', 'disabled_workers', 'capacity', 'market_sales'));
