registry-level-beginning = Beginning
registry-level-growing = Growing
registry-level-strong = Strong
registry-level-advanced = Advanced

registry-level-criterion-permits = Permits
registry-level-criterion-growth = Growth
registry-level-criterion-workers = Workers
registry-level-criterion-digital = Digital
registry-level-criterion-finance = Books and financing
registry-level-criterion-quality = Quality of products
registry-level-criterion-reach = Reach of its market

registry-level-what-sales = yearly sales
registry-level-what-assets = assets
registry-level-what-workers = workers

registry-level-missing-first = Nothing was measured yet. Note its yearly sales, assets or workers today, and again after five months at the earliest.
registry-level-missing-second = There is one measurement only. Measure again from { $date } on.
registry-level-missing-newer = The last measurement is more than two years old. Note a new one.

registry-level-why-permits = { $held } of { $of } permits that it needs
registry-level-why-growth-unknown = not measured twice yet
registry-level-why-growth = { $what ->
    [sales] sales
    [assets] assets
   *[workers] workers
} from { $from } to { $to }, { $percent } % a year
registry-level-why-growth-from-nothing = { $what ->
    [sales] sales
    [assets] assets
   *[workers] workers
} from { $from } to { $to }
registry-level-why-workers-unknown = the number of workers is not known
registry-level-why-workers = { $n ->
    [one] one person
   *[other] { $n } persons
}
registry-level-why-workers-more = { $n ->
    [one] one person
   *[other] { $n } persons
}, more than before
registry-level-why-digital-unknown = its ways to customers are not known
registry-level-why-digital = { $n } of { $of } digital ways
registry-level-why-books-unknown = its books are not known{ $financing ->
    [formal] , it had formal financing
   *[other] {""}
}
registry-level-why-books-none = no books yet{ $financing ->
    [formal] , it had formal financing
   *[other] {""}
}
registry-level-why-books-notes = notes now and then{ $financing ->
    [formal] , it had formal financing
   *[other] {""}
}
registry-level-why-books-regular = regular books{ $financing ->
    [formal] , it had formal financing
   *[other] {""}
}
registry-level-why-books-statements = full financial statements{ $financing ->
    [formal] , it had formal financing
   *[other] {""}
}
registry-level-why-quality-unknown = the quality of its products was not judged yet
registry-level-why-quality = { $n } of { $of } marks of quality
registry-level-why-reach-unknown = the reach of its market is not known
registry-level-why-reach-neighbourhood = customers from around
registry-level-why-reach-city = customers from the whole city
registry-level-why-reach-province = customers from the province
registry-level-why-reach-nation = customers from all of Indonesia
registry-level-why-reach-export = export

registry-level-lift-nib = Get an NIB in OSS; the kelurahan can help.
registry-level-lift-pirt = Get a P-IRT from the health agency, or BPOM MD where the food needs it.
registry-level-lift-halal = Get a halal certificate; micro and small businesses may declare it themselves.
registry-level-lift-standard = Get a standard certificate in OSS where the risk of the trade needs it.
registry-level-lift-trademark = Register the trademark.
registry-level-lift-npwp = Add the tax number.
registry-level-lift-measure = Note measurements at two times.
registry-level-lift-growth = Find new customers together with a mentor; 30 % a year gives all points.
registry-level-lift-workers-tell = Note the number of workers.
registry-level-lift-workers = Add workers when orders grow.
registry-level-lift-social = Serve customers by WhatsApp or social media.
registry-level-lift-qris = Accept QRIS payments.
registry-level-lift-marketplace = Sell in a marketplace or by a delivery service.
registry-level-lift-site = Make a website of its own.
registry-level-lift-books = Keep books apart from the household’s money, up to a statement of profit and loss.
registry-level-lift-financing = Prepare the papers for formal financing such as KUR or a cooperative.
registry-level-lift-label = Label products with code of production and date of expiry, or write a standard of service.
registry-level-lift-curation = Take part in a curation of products.
registry-level-lift-test = Have the product tested in a laboratory.
registry-level-lift-reach = Widen the market: city, province, nation, then export.
