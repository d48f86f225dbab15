# Monthly reports
programmes-reports = Monthly reports
programmes-reports-note = Promises and what was reached until a day, checked before it is signed
programmes-reports-signed = Signed
programmes-reports-none = No report yet
programmes-reports-none-hint = Choose a month above, read its checks, then sign.
programmes-report-prepare = Prepare
programmes-report-month = Month
programmes-report-month-hint = A month that is not over is counted until today.
programmes-report-number = Signature no.
programmes-report-signed-at = Signed
programmes-report-title = Report until { $day }
programmes-report-page = Page
programmes-report-cover = About
programmes-report-mark = { $city } · monthly report of programmes
programmes-report-draft = DRAFT, not signed
programmes-report-counted = Counted
programmes-report-signed-by = Signed by { $name }, { $at } (signature no. { $number } of this month)
programmes-report-nobody = an account that was deleted
programmes-report-as-published = The target “{ $name }” is kept as it was published, although its parts do not make its total.
programmes-report-all-hold = All checks hold.
programmes-report-some-fail = { $count } checks do not hold. Read and explain them before signing.
programmes-report-pdf = Download PDF
programmes-report-xlsx = Download XLSX
programmes-report-checks = Checks
programmes-report-result = Result
programmes-report-holds = Holds
programmes-report-fails = Does not hold
programmes-report-rule = What is checked
programmes-report-of = About
programmes-report-rule-promised = Parts of the target = total
programmes-report-rule-told = Published figure = its parts
programmes-report-rule-years = Years = term
programmes-report-rule-areas = Kecamatan = city
programmes-report-rule-within = People of a category ≤ everybody
programmes-report-rule-women = Only women count among women
programmes-report-rule-enrolled = Who succeeded had a place
programmes-report-said-sum = { $whole } should be { $parts }
programmes-report-said-within = { $parts } in the category, though all are { $whole }
programmes-report-said-women = { $parts } people are recorded as men
programmes-report-said-enrolled = { $parts } of { $whole } people never had a place in this programme
programmes-report-so-far = Until the day of the report
programmes-report-by-area = By kecamatan: { $name }
programmes-report-programmes = Programmes
programmes-report-programme = Programme
programmes-report-applied = Applied
programmes-report-enrolled = Had a place
programmes-report-credited = Succeeded
programmes-report-signing = Signature
programmes-report-sign = Sign
programmes-report-because = Explanation
programmes-report-because-hint = Why what does not agree is reported all the same. It is printed too.
programmes-report-because-missing = Write an explanation of 10 to 2,000 letters for what does not agree.
programmes-report-changed = The figures have changed since this page was opened. Check those below again, then sign.
programmes-report-future = This month has not begun.
programmes-report-is-signed = The report is signed.
