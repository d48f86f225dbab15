registry-link-same-already = The two are one record already. There is nothing to join.
registry-link-one-record = Both were said of one record from the start. Open that record and choose which rows are somebody else's.
registry-link-held-apart = An officer said that these are two people or two businesses. Undo that decision first.
registry-link-part-some = Choose some of the rows: at least one, and not all of them.
