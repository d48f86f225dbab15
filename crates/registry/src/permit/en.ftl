# Permits of a business
registry-permit-add = Add a permit
registry-permit-manage = Manage permits
registry-permit-added = The permit is recorded. What is odd about it, if anything, stands below.
registry-permit-business = Business
registry-permit-business-code = Business code
registry-permit-owners = Owners
registry-permit-phones = Telephone
registry-permit-place = Place
registry-permit-number-hint = Write it as on the document; dots and dashes may stay.
registry-permit-number-is-nik = This is a NIK, not a permit's number. A NIK is recorded with the person.
registry-permit-not-taken = This number cannot be recorded as a permit. Check its kind and number.
registry-permit-expires-hint = Leave empty where the document does not say; the term then follows from its kind.
registry-permit-expires-before = This day is before the day of issue.
registry-permit-issued-to-come = The day of issue is still to come.
registry-permit-day-form = Write a date, for example 2026-11-22.
registry-permit-kind-missing = Choose the kind of permit.
registry-permit-no-end = Without end
registry-permit-end-unknown = Not known
registry-permit-verified-on = Verified { $day }
registry-permit-verify = Say that it is right
registry-permit-verified-now = The permit is verified.
registry-permit-verified-by-officer = An officer verified this permit. Ask an officer to withdraw it.
registry-permit-npwp-stays = An NPWP is withdrawn by correcting the business.
registry-permit-document = Document
registry-permit-document-save = Save the document
registry-permit-document-hint = PDF, JPEG, PNG or WebP; 10 MB at most.
registry-permit-attach = Send a document
registry-permit-attached = The document is kept.
registry-permit-file-kind = This file is no PDF, JPEG, PNG or WebP. Save the document as one of these and send it again.
registry-permit-file-missing = Choose a file.
registry-permit-withdraw = Withdraw this permit
registry-permit-withdrawn-now = The permit is withdrawn.
registry-permit-is-withdrawn = This permit was withdrawn.
registry-permit-reason = Reason
registry-permit-reason-hint = For example: the number is another business's.
registry-permit-reason-length = Write a reason, 3 to 500 characters.
registry-permits-expiring = Permits about to expire
registry-permits-expiring-note = Permits that expire soon, and who was reminded.
registry-permits-within = the next { $days } days
registry-permits-when = Expire within
registry-permits-all-kinds = All permits
registry-permits-none-expiring = No permit expires soon
registry-permits-none-expiring-hint = A permit stands here when it expires within the time chosen, or did within the last hundred days.
registry-permit-mailed = Reminded
registry-permit-mail-subject = { $kind } of { $business } holds until { $day }
registry-permit-mail-body =
    Hello,

    { $kind } of { $business } holds until { $day }.

    See to its renewal before that day. Once it is renewed, record the new number and date here:
    { $address }

    Do you need help? Come to the office of your kelurahan or to the nearest business clinic.

    { $city }
