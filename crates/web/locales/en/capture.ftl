### Taking photos: the camera, its doors, the phone.
photo-hint-both = You can choose both sides at once, or drop or paste them here.
photo-resumed = We still have the photo that was on its way. Sending goes on.
photo-signed-out = Your sign-in has ended. Your photo is kept here and goes on after you sign in.
photo-send-anyway = Use it anyway
photo-send-as-it-is = Send it as it is
photo-looking = We are looking at your photo.
photo-found = We see something that may keep it from being read:
photo-fine = All four corners are there, and it is sharp.
photo-unseen = Your browser cannot show us what is in this file. We look at it as soon as it is sent.
photo-more = Only one photo of each side is needed: the first ones are used.
photo-swap = Swap front and back
camera-label = Camera
camera-picture = What the camera sees
camera-shoot = Take the photo
camera-close = Close the camera
camera-place = Lay the document inside the outline
camera-corners = Show all four corners
camera-one = Only one document at a time
camera-closer = Closer
camera-dark = Too dark: turn to the light
camera-bright = Too bright: move into the shade
camera-glare = Light covers the document: tilt it
camera-tilt = Hold the phone straight above
camera-still = Hold still
camera-blurred = Not sharp yet: hold still
camera-colour = The document itself, in colour: no copy
camera-ready = Good: hold still
camera-taken = Photo taken
camera-alone = Fill the outline, then press the button
camera-black = The camera shows only black
door-insecure = The camera needs a secure address
door-insecure-do = Browsers open the camera only on addresses that begin with https. Choose a file, or take the photo with the phone’s own camera app.
door-app = This app does not let us use the camera
door-app-do = You opened this page inside another app. Open its menu and choose “Open in browser”, or choose a file here.
door-denied = The camera is not allowed yet
door-denied-do = Your browser keeps the camera from this page. This is how to allow it:
door-none = We found no camera
door-none-do = Go on with your phone, or choose a file that you have.
door-taken = Another app is using the camera
door-taken-do = Close other apps and tabs that use the camera, a video call for example. Then try again.
door-black = The camera shows only black
door-black-do = Uncover the lens, or slide its cover open, and try again. You can also choose a file.
door-app-camera = Use the camera app
door-again = Try the camera again
steps-ios-safari =
    Tap the button beside the address at the bottom or top of the screen.
    Tap “Website Settings”, then “Camera”, then “Allow”.
    Come back here and try again.
steps-ios-other =
    Open the phone’s Settings and find this browser in the list of apps.
    Turn “Camera” on.
    Come back here and try again.
steps-android-chrome =
    Tap the icon left of the address.
    Tap “Permissions”, then “Camera”, then “Allow”.
    Come back here and try again.
steps-android-firefox =
    Tap the lock left of the address.
    Tap “Camera” so that it says “Allowed”.
    Come back here and try again.
steps-desk-chrome =
    Click the icon left of the address.
    Switch “Camera” on.
    Reload this page and try again.
steps-desk-firefox =
    Click the crossed-out camera left of the address.
    Remove the block with the ×.
    Try again, and choose “Allow”.
steps-desk-safari =
    Open the Safari menu and choose “Settings for this website”.
    Set “Camera” to “Allow”.
    Try again.
phone-offer-title = No good camera here?
phone-offer = Take the photo with your phone. You scan a code, and this page follows by itself.
phone-offer-do = Continue on your phone
phone-title = Continue on your phone
phone-lead = Open the link on your phone and take the photo there. Leave this page open: it goes on by itself.
phone-scan = Point your phone’s camera at this code
phone-type = Or type this address on your phone:
phone-until = The link opens once, until { $when }.
phone-opened = Your phone is connected
phone-opened-lead = Take the photo there. This page goes on as soon as the photo is here.
phone-arrived = Your photo is here
phone-arrived-lead = You can go on with this page, and put the phone away.
phone-over = This link has ended
phone-over-lead = Go back and ask for a new one. Nothing is lost.
phone-no-script = When you have taken the photo with your phone, go on here
