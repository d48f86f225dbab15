# Outcomes
programmes-outcome-once = An outcome of this kind is recorded for this person already.
programmes-outcome-kind-form = Choose what kind of outcome it is.
programmes-outcome-category-form = Choose categories from the list.
programmes-outcome-to-come = This day has not come yet.
programmes-outcome-shares = Each programme's share is between 1 and 100 per cent, and together they are at most 100 per cent.
programmes-outcome-note-length = Use at most 500 characters for the note.
programmes-outcome-grade-system = Only an agency can say that its own system has recorded this.
programmes-outcome-reason-length = Write a reason of 3 to 500 characters.
