# Reminders of the next step
programmes-nudges = To be reminded
programmes-nudges-note = Who is stuck, at which step, since when.
programmes-nudges-lead = Those who have been stuck longest come first. The WhatsApp message is written; say when you have been in touch, so that nobody else calls again.
programmes-nudges-none = Nobody needs to be reminded
programmes-nudges-none-hint = This list fills by itself when somebody has a step that is not done.
programmes-nudge-all = All
programmes-nudge-is-open = To be contacted
programmes-nudge-is-waiting = Contacted or put off
programmes-nudge-is-never = Not reminded any more
programmes-nudge-step = Next step
programmes-nudge-step-confirm = Confirm the place
programmes-nudge-step-document = Hand in the letter of recommendation
programmes-nudge-step-interview = Choose a time for the interview
programmes-nudge-step-session = Book a training session
programmes-nudge-step-permit = Get a business number (NIB)
programmes-nudge-step-report = Tell how the business fares
programmes-nudge-since = Since
programmes-nudge-until = At the latest
programmes-nudge-done = Done about it
programmes-nudge-mailed = mail queued
programmes-nudge-word-reached = Contacted
programmes-nudge-word-later = Later
programmes-nudge-word-never = Not reminded any more
programmes-nudge-say-reached = Contacted
programmes-nudge-more = More
programmes-nudge-say-later = In a week
programmes-nudge-say-never = Not again
programmes-nudge-filter = Not known.
programmes-nudge-over = This step is done, or its time is over.
programmes-nudge-no-phone = No telephone is on record.
programmes-nudge-own = What you need to do
programmes-nudge-own-never = Do not remind me
programmes-nudge-mails = Reminder
programmes-nudge-rule = Reminders by mail
programmes-nudge-days = After how many days
programmes-nudge-days-hint = 0 to 90; 0 means never. Each step is mailed about once, and not at night.
programmes-nudge-days-form = Enter a number from 0 to 90.
programmes-own-data-nudges = Reminders of the next step
programmes-nudge-subject-confirm = Your place waits for an answer: { $call }
programmes-nudge-text-confirm =
    There is a place for you in { $call }, { $city }, until { $until }. After that it goes to the next in line.

    Take the place here:
    { $address }
programmes-nudge-subject-document = Letter of recommendation missing: { $call }
programmes-nudge-text-document =
    Your application for { $call }, { $city }, still needs a right letter of recommendation.

    Upload it here, or take it to the kelurahan office:
    { $address }
programmes-nudge-subject-interview = Choose a time for the interview: { $call }
programmes-nudge-text-interview =
    For { $call }, { $city }, you still need to choose a time for the interview. The last one: { $until }.

    Choose the time here:
    { $address }
programmes-nudge-subject-session = Book a training session: { $call }
programmes-nudge-text-session =
    There is a session of { $call }, { $city }, that you must take and have not booked. The last one: { $until }.

    Book a chair here:
    { $address }
programmes-nudge-subject-permit = Time for a business number: { $call }
programmes-nudge-text-permit =
    After the training of { $call }, { $city }, your business can have a business number (NIB). It is free, at oss.go.id; officers of your kelurahan can help.

    Your application:
    { $address }
programmes-nudge-subject-report = How is your business? { $call }
programmes-nudge-text-report =
    { $city } would like to know how your business has fared since { $call }. Six short questions, without signing in, until { $until }:
    { $address }
