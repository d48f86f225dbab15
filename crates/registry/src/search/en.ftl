# Search
registry-search = Search
registry-search-note = People and businesses: name, brand, telephone, permit number, trade, kelurahan.
registry-search-what = Name, brand, telephone, permit, trade, kelurahan
registry-search-all = People and businesses
registry-search-kind = Kind
registry-search-kind-person = Person
registry-search-kind-business = Business
registry-search-name = Name
registry-search-about = About
registry-search-place = Place
registry-search-code = Code
registry-search-corrected = Showing results for “{ $words }”. Nothing is exactly “{ $asked }”.
registry-search-not-all = Nothing has all these words. These come closest.
registry-search-nothing = Nothing fits.
registry-search-empty = What are you looking for?
registry-search-empty-hint = Put together what you remember, for example: siti laundry beji, 0812…, the last six digits of a telephone, a NIB or P-IRT number.
