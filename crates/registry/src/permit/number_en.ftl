registry-permit-kind-nib = Business number (NIB)
registry-permit-kind-npwp = Tax number (NPWP)
registry-permit-kind-pirt = Home-made food (P-IRT)
registry-permit-kind-bpom = Processed food (BPOM MD/ML)
registry-permit-kind-halal = Halal certificate
registry-permit-kind-trademark = Trademark
registry-permit-kind-sni = National standard (SNI)
registry-permit-kind-standard-certificate = Standard certificate
registry-permit-kind-iumk = Micro business licence (IUMK)
registry-permit-kind-siup = Trade licence (SIUP)
registry-permit-kind-tdp = Company registration (TDP)
registry-permit-kind-sku = Letter of the kelurahan (SKU)
registry-permit-kind-unknown = Other permit

registry-permit-number-empty = Write the permit's number, or leave the whole permit empty.
registry-permit-number-long = A number has at most { $most } characters; this has { $found }. Write one number only.

registry-permit-warning-zero-lost = One digit is missing. A spreadsheet may have dropped a 0 in front; compare it with the document.
registry-permit-warning-rounded = A spreadsheet rounded this number (it has E+), so digits are lost. Copy it from the document again.
registry-permit-warning-length = It has { $found } digits, usually { $usual }. Compare it with the document.
registry-permit-warning-placeholder = This looks like a filler, not a permit's number. Compare it with the document.
registry-permit-warning-old-form = A form of earlier years. See whether the permit was renewed.
registry-permit-warning-year-missing = The two digits of the year after the hyphen are missing. See the label or the certificate.
registry-permit-warning-packaging = The first digit (packaging) is usually 1 to 8. Compare it with the certificate.
registry-permit-warning-region = The digits for province and city are unusual. Compare them with the certificate.
registry-permit-warning-prefix-added = The letters in front were added. Compare it with the document.
registry-permit-warning-letters-read = The letters O, I or L were read as the digits 0 or 1. Compare it with the document.
registry-permit-warning-neither-nik-nor-old = These sixteen digits are neither a NIK nor an old tax number with a 0 in front. Compare them with the card.
registry-permit-warning-branch = This is the number of a place of business (NITKU), not the tax number itself.
registry-permit-warning-free-form = The form of this number is not known. Compare it with the document.
registry-permit-warning-looks-like = This number rather looks like { $kind ->
    [nib] a business number (NIB)
    [npwp] a tax number (NPWP)
    [pirt] one of home-made food (P-IRT)
    [bpom] BPOM MD or ML
    [halal] a halal certificate’s
    [trademark] a trademark’s
    [sni] an SNI
    [standard_certificate] a standard certificate’s
    [iumk] an IUMK
    [siup] a SIUP
    [tdp] a TDP
    [sku] a letter of the kelurahan
   *[unknown] another permit’s
}. Check the kind of permit.
registry-permit-warning-looks-like-nik = This number looks like a NIK. If it is one, move it to the field for the NIK, where it is protected.

registry-permit-validity-while-running = valid as long as the business runs
registry-permit-validity-unchanged = stays valid while ingredients and making do not change
registry-permit-validity-stated = by the date on the document
registry-permit-validity-years = { $years } years from its issue
registry-permit-validity-number = by the year in its number
registry-permit-validity-pending = not registered yet, so there is no term
registry-permit-validity-unknown = its term is not known yet; fill in the date on the document
registry-permit-doubt-year = The year of expiry in the number differs from the date. Compare it with the certificate.
registry-permit-doubt-order = It would expire before it was issued. Check both dates.
registry-permit-doubt-future = The date of issue is still to come. Check the date.
registry-permit-doubt-replaced = The NIB replaced this licence. Help its owner to get an NIB.
