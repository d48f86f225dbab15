# Photos
registry-photos = Photos
registry-photos-none = No photos yet.
registry-photo-business = Business
registry-photo-group = Group
registry-photo-part = Product
registry-photo-add = Add a photo
registry-photo-added = The photo was received; its sizes are being made. Place and camera data are removed.
registry-photo-file = Photo
registry-photo-file-hint = JPEG, PNG or WebP of any camera; 10 MB at most.
registry-photo-alt = What is to be seen?
registry-photo-alt-hint = For those who do not see the picture. For example: cassava crisps in a jar on a table.
registry-photo-alt-length = Write what is to be seen, 3 to 200 characters.
registry-photo-describe = Change the description
registry-photo-described = The description is changed.
registry-photo-first = Put first
registry-photo-remove = Delete the photo
registry-photo-removed = The photo is deleted.
registry-photo-waiting = The sizes of this photo are being made. Load the page again in a moment.
registry-photo-unreadable = This photo cannot be read. Delete it and send it again.
registry-photo-missing = Choose a photo.
registry-photo-many = There are { $most } photos already. Delete one first.
registry-photo-heic = HEIC photos cannot be read here yet. On an iPhone: Settings › Camera › Formats › Most Compatible, then take it again; or send it to yourself with WhatsApp and save it as JPEG.
registry-photo-kind = This file is no JPEG, PNG or WebP photo.
registry-photo-broken = This photo is damaged. Try to send it again from the gallery.
registry-photo-cut = This photo is cut off, perhaps because the connection broke. Send it again.
registry-photo-large =
    { $found ->
        [0] This photo is too large. At most { $most } megapixels; choose 12 MP in the camera, or make it smaller first.
       *[other] This photo has { $found } megapixels; at most { $most }. Choose 12 MP in the camera, or make it smaller first.
    }
