-- What is promised to paid orders, for the nightly proof that no paid order is without its goods.
create view market.promise with (security_invoker = true) as
select city, cause as parcel, variant, place, owner, quantity from catalogue.hold where until is null;
