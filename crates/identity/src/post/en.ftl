# Mails
identity-mail-confirm-account-subject = Activate your account in { $city }
identity-mail-confirm-account-body =
    Hello { $name },

    somebody registered with this address on the small business platform of { $city }. If it was you, open this link within 24 hours and enter the password that you chose:

    { $link }

    If it was not you, ignore this mail. Without the link the account cannot be used.
identity-mail-confirm-email-subject = Confirm your new e-mail address
identity-mail-confirm-email-body =
    Hello { $name },

    you asked that your account in { $city } uses this e-mail address. Open this link within 24 hours:

    { $link }

    If you did not ask for it, ignore this mail.
identity-mail-already-registered-subject = You already have an account in { $city }
identity-mail-already-registered-body =
    Hello { $name },

    somebody tried to register in { $city } with this address, but you already have an account. Nothing has changed.

    If it was you, sign in here: { $link }
    Forgot your password: { $reset }
identity-mail-reset-subject = Choose a new password
identity-mail-reset-body =
    Hello { $name },

    open this link within 30 minutes to choose a new password for your account in { $city }:

    { $link }

    The link works once. If you did not ask for it, ignore this mail; your password stays as it is.
identity-mail-password-changed-subject = Your password was changed
identity-mail-password-changed-body =
    Hello { $name },

    the password of your account in { $city } was just changed, and all other devices were signed out.

    If it was not you, choose a new password at once and tell the city's administrator.
identity-mail-email-changed-subject = The e-mail address of your account was changed
identity-mail-email-changed-body =
    Hello { $name },

    your account in { $city } now uses the address { $new }.

    If it was not you, tell the city's administrator at once.
identity-mail-phone-changed-subject = The telephone number of your account was changed
identity-mail-phone-changed-body =
    Hello { $name },

    the telephone number of your account in { $city } is now { $new }.

    If it was not you, choose a new password at once and tell the city's administrator.
identity-mail-factor-added-subject = A second way to sign in was added
identity-mail-factor-added-body =
    Hello { $name },

    your account in { $city } is now also protected by: { $factor }.

    If it was not you, choose a new password at once and tell the city's administrator.
identity-mail-factor-removed-subject = A second way to sign in was removed
identity-mail-factor-removed-body =
    Hello { $name },

    this was removed from your account in { $city }: { $factor }.

    If it was not you, choose a new password at once and tell the city's administrator.
identity-mail-recovery-used-subject = A recovery code was used
identity-mail-recovery-used-body =
    Hello { $name },

    somebody signed in to your account in { $city } with a recovery code. Codes left: { $left }.

    If it was not you, change your password at once and make new recovery codes.
identity-mail-invitation-subject = Invitation to join { $city }
identity-mail-invitation-body =
    Hello,

    { $inviter } invites you to work on the small business platform of { $city } as { $role }.

    Open this link within 7 days to accept:

    { $link }

    The link works once and only for you; do not pass it on.
identity-mail-closed-subject = Your account was closed
identity-mail-closed-body =
    Hello { $name },

    your account in { $city } was closed and can no longer be used to sign in.

    If you did not ask for it, tell the city's administrator.
identity-mail-factor-totp = authenticator app (TOTP)
identity-mail-factor-passkey = passkey
identity-role-city-admin = city administrator
identity-role-agency-officer = agency officer
identity-role-kecamatan-officer = kecamatan officer
identity-role-kelurahan-officer = kelurahan officer
identity-role-mentor = mentor
identity-role-analyst = analyst
identity-role-entrepreneur = entrepreneur
identity-role-partner = partner
identity-role-citizen = citizen
identity-mail-factor-all = all second ways to sign in
