# Trainings
programmes-trainings = Trainings
programmes-trainings-note = Curriculum, sessions, participants, and attendance.
programmes-trainings-none = No trainings yet
programmes-trainings-none-hint = A training is added on the page of its programme.
programmes-trainings-never = This programme has no training yet.
programmes-training = Training
programmes-training-edit = Change the training
programmes-training-close = Close the training
programmes-training-add = Add a training
programmes-training-length = Length in all
programmes-training-name-length = A training's name has 3 to 120 characters.
programmes-training-name-taken = This programme has a training of that name. Use another one.
programmes-training-about-length = Use at most 4,000 characters.
programmes-training-is-closed = This training is closed.
programmes-training-close-hint = A closed training takes no new participants and sessions. What is recorded stays readable.
programmes-curriculum = Curriculum
programmes-curriculum-hint = One unit to a line: name; length; required (if it must be attended); address of its material. Example: Permits; 2 hours; required
programmes-unit = Unit
programmes-unit-length = Length
programmes-unit-must = Kind
programmes-unit-required = Required
programmes-unit-free = Optional
programmes-unit-material = Material
programmes-unit-hours = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}
programmes-unit-minutes = { $minutes } minutes
programmes-unit-twice = The unit "{ $name }" is written twice.
programmes-unit-form = This line is not understood: "{ $line }". Write name; length (hours or minutes); required; https address.
programmes-unit-unknown = Choose a unit of the curriculum.
programmes-units-count = Write at least one and at most { $most } units.
programmes-sessions = Sessions
programmes-session = Session
programmes-sessions-none = No sessions yet.
programmes-session-edit = Change the session
programmes-session-add = Add a session
programmes-session-starts = Starts
programmes-session-ends-at = Ends
programmes-session-ends = A session ends after it starts, at most 24 hours later.
programmes-session-where = Where
programmes-session-place = Place
programmes-session-place-length = Use at most 200 characters.
programmes-session-link = Online link
programmes-session-link-hint = For an online session; begins with https://
programmes-session-link-form = A link begins with https:// and has no blanks.
programmes-session-somewhere = Give a place, an online link, or both.
programmes-session-online = Join online
programmes-session-capacity = Chairs
programmes-session-capacity-form = Use 1 to 100,000 chairs.
programmes-session-capacity-taken = More chairs than these are taken. Free some first.
programmes-session-unit-fixed = The unit cannot be changed: somebody has a chair already.
programmes-session-seats = Chairs
programmes-session-chairs = { $taken } of { $capacity } taken, { $waiting } waiting
programmes-session-present = Present
programmes-session-cancelled = Cancelled
programmes-session-cancelled-because = This session is cancelled: { $reason }
programmes-session-is-cancelled = This session is cancelled.
programmes-session-is-over = This session is over.
programmes-session-was-held = People attended this session, so it cannot be cancelled.
programmes-session-not-yet = Attendance is recorded from three hours before the session on.
programmes-session-over = Over
programmes-session-now = Now
programmes-session-to-come = To come
programmes-session-cancel = Cancel the session
programmes-session-cancel-hint = The reason is sent to everybody with a chair or in the queue.
programmes-trainers = Trainers
programmes-trainers-new = Add trainers
programmes-trainers-hint = E-mail or telephone number of the trainer's account, one to a line.
programmes-trainer-unknown = There is no account for "{ $login }". Check the spelling, or invite the person first.
programmes-trainers-unknown = One of the trainers' accounts is not known.
programmes-participants = Participants
programmes-participants-of = Participants of { $training }
programmes-participant = Participant
programmes-participants-none = No participants yet
programmes-participants-none-hint = Press "Take in everybody with a place".
programmes-participant-not-here = This person does not take part in this training, or left it.
programmes-enrol = Take in everybody with a place
programmes-enrol-note = Everybody with a place in this programme becomes a participant, in the order of applying. Pressing it again adds only those who are new.
programmes-enrolled = Participants were taken in.
programmes-leave = Take out
programmes-leave-hint = The chairs go to those who wait. The person can read this reason.
programmes-roster = Attendance list
programmes-roster-none = Nobody has a chair yet
programmes-roster-none-hint = Press "Give chairs to participants".
programmes-chair = Chair
programmes-no-chair = No chair
programmes-waits = Waiting
programmes-presence = Attendance
programmes-not-seen = Not recorded
programmes-present-by-list = Present (list)
programmes-present-by-code = Present (code)
programmes-present-by-sheet = Present (sign-in sheet)
programmes-tick = Mark present
programmes-ticked = Attendance was recorded.
programmes-void = Void the attendance
programmes-void-hint = What was recorded stays readable, with this reason.
programmes-voided-because = Voided because
programmes-fill = Give chairs to participants
programmes-filled = Chairs were given.
programmes-booked-already = There is a chair or a place in the queue of this session already.
programmes-book = Take a chair
programmes-queue = Join the queue
programmes-give-up = Give up the chair
programmes-check-in = Check in at the door
programmes-check-in-of = At the door: { $session }
programmes-check-in-note = Scan a participant's QR code or type it. Load this page before you leave and keep it open: without a signal, codes are kept on this device (yellow) and sent when the signal is back. Green comes only when the server has confirmed.
programmes-check-in-send = Mark present
programmes-token = Attendance code
programmes-token-hint = Like 57-34-7K3F-9QXM; upper or lower case is the same.
programmes-door-present = present, recorded
programmes-door-kept = kept on this device, not confirmed yet
programmes-door-doubt = kept, but not in the list that was loaded; the server will check it
programmes-door-twice = scanned already
programmes-door-waiting = 0 codes waiting for a signal
programmes-door-sign-in = You are signed out. Sign in again in another tab; the codes are kept.
programmes-door-camera = Scan with the camera
programmes-door-no-camera = The camera cannot be used. Type the code.
programmes-why-unknown = unknown code
programmes-why-other-session = a code of another session
programmes-why-already = recorded as present already
programmes-why-no-chair = has no chair in this session; use the list if the person is there
programmes-why-left = no participant any more
programmes-why-cancelled = this session is cancelled
programmes-why-other-time = outside of the session's time
programmes-cards = Attendance cards
programmes-cards-of = Attendance cards: { $session }
programmes-cards-print = Print the cards
programmes-ticket = Attendance code
programmes-ticket-note = Show this code at the door. There is no name in it; without a screen, say what is written.
programmes-teaching = Sessions that I teach
programmes-teaching-none = No sessions yet
programmes-teaching-none-hint = The agency adds you as a trainer of a session.
programmes-own-trainings = My trainings
programmes-own-trainings-note = Your sessions, chairs, and attendance codes.
programmes-own-trainings-none = No trainings yet
programmes-own-trainings-none-hint = Trainings appear here once you have a place in a programme.
programmes-own-present = You are recorded as present
programmes-own-chair = You have a chair
programmes-own-calendar = Your calendar
programmes-own-calendar-note = Make a secret address to have your sessions in your telephone's calendar. Whoever knows the address can see your sessions.
programmes-own-calendar-has = Subscribe to this address in a calendar app. Do not share it; if you did, replace it.
programmes-own-calendar-open = Calendar address
programmes-calendar-make = Make a calendar address
programmes-calendar-renew = Replace the address
programmes-calendar-made = The calendar address was made.
programmes-calendar-add = Add to a calendar
programmes-own-data-trainings = Trainings and attendance
programmes-mail-soon-subject = Tomorrow: { $session }
programmes-mail-soon-body =
    { $session } starts on { $starts }.
    Where: { $place }

    Show your attendance code at the door:
    { $address }

    { $city }
programmes-mail-moved-subject = Another time or place: { $session }
programmes-mail-moved-body =
    { $session } now starts on { $starts }.
    Where: { $place }

    If you cannot come, give up your chair:
    { $address }

    { $city }
programmes-mail-cancelled-subject = Cancelled: { $session }
programmes-mail-cancelled-body =
    { $session }, { $starts }, is cancelled. Reason: { $reason }

    Other sessions are here:
    { $address }

    { $city }
programmes-mail-chair-subject = You have a chair: { $session }
programmes-mail-chair-body =
    A chair is free, and you are next: { $session }, { $starts }.
    Where: { $place }

    If you cannot come, give up your chair:
    { $address }

    { $city }
programmes-sheet = Sign-in sheet
programmes-sheet-of = Sign-in sheet: { $session }
programmes-sheet-none = No rows were typed yet.
programmes-sheet-rows = Rows of the sign-in sheet
programmes-sheet-hint = Paste from a workbook with the heads of its columns, or write a row to a line: name; kelurahan; telephone. What is doubtful is asked first; what nobody knows does not count.
programmes-sheet-take = Take the rows in
programmes-sheet-taken = The rows were taken in.
programmes-sheet-count = Write at least one and at most { $most } rows with a name.
programmes-sheet-decided = This row was decided already.
programmes-sheet-typed = Written
programmes-sheet-is-sure = matches, counts
programmes-sheet-is-doubtful = doubtful
programmes-sheet-is-unknown = unknown, does not count
programmes-sheet-is-same = confirmed, counts
programmes-sheet-is-different = somebody else, does not count
programmes-sheet-same = The same person
programmes-sheet-different = Somebody else
programmes-sheet-is-outside = known to the city, no participant
programmes-sheet-outside-note = Whoever is known to the city but is no participant does not count. Open the record, enter her or him into this programme, then count the row here once she or he takes part.
programmes-sheet-count-in = Count as present
programmes-sheet-not-joined = This person does not take part in this training yet.
programmes-sheet-typing = Type or paste rows
programmes-workbook = Attendance workbook
programmes-workbook-hint = XLSX, XLS, ODS or CSV with a column of names. A column of signatures says who was there; columns of days, meetings or dates go to the sessions of this training. Sending the same file again changes nothing.
programmes-workbook-take = Send the file
programmes-workbook-taken = The file was taken in. Look at the doubtful rows below.
programmes-workbook-again = All rows of this file are there already. Nothing was changed.
programmes-workbook-missing = Choose the attendance workbook.
programmes-workbook-empty = No row of this file has a name.
programmes-workbook-no-session = No session of this training fits the column “{ $head }”. Add the session, or put the head of the column right, then send it again.
