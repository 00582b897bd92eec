### What applicants read about each reason of crates/domain/data/reasons.toml (English).
### For a code a.b_c: reason-a-b_c-title (headline), -saw (what we saw), -do (what to do next).
### A code without texts falls back to the texts of its class, reason-class-X-*. Use the class texts too
### when a finding has moved to another class than its code starts with (R to H, H to F).
###
### Every message may be given all of these; each has_… is "yes" or "no":
###   $field $has_field              a translated field name ("expiry date")
###   $page $has_page                a translated page name with its article ("the front")
###   $measured $threshold $has_measure   formatted values ("31 %", "180 dpi")
###   $typed $read $has_read         what was typed, what we read
###   $date $has_date                a formatted date
###
### Tone: no "please", "sorry", "valid", "invalid", "oops"; no blame, no jargon.
### Field and page names are lower case, so no sentence begins with one.

## Names of the two actions the texts point at; the buttons use the same messages.

action-dispute = You misread this
action-talk_to_person = Talk to a person

## Fields

field-surname = surname
field-given_names = given names
field-full_name = full name
field-document_number = document number
field-personal_number = personal number
field-birth_date = date of birth
field-expiry_date = expiry date
field-issue_date = date of issue
field-sex = sex
field-nationality = nationality
field-issuing_country = issuing country
field-authority = issuing authority
field-address = address

## Pages

page-front = the front
page-back = the back
page-details = the details page

## Kinds of document

kind-passport = passport
kind-id_card = identity card
kind-driving_licence = driving licence
kind-residence_permit = residence permit
kind-visa = visa
kind-other = other document

## Severities

severity-blocking = needs to be fixed
severity-advisory = worth improving

## Classes: what an unknown code, or a code that has changed class, says

reason-class-R-title = A new photo is needed
reason-class-R-saw = Something on this photo kept us from checking the document{ $has_field ->
        [yes] {" "}({ $field })
       *[no] {""}
    }.{ $has_measure ->
        [yes] {" "}We measured { $measured }; the limit is { $threshold }.
       *[no] {""}
    }
reason-class-R-do = Photograph the same document again: flat, in good light, all four corners in the picture. If it does not work the second time, a person takes over.

reason-class-E-title = Compare what you typed with the document
reason-class-E-saw = { $has_read ->
        [yes] You typed “{ $typed }”. On the document we read “{ $read }”.
       *[no] What you typed{ $has_field ->
            [yes] {" "}({ $field })
           *[no] {""}
        } and what we read on the document differ.
    }
reason-class-E-do = If the document is right, correct what you typed. If our reading is off, choose “{ action-dispute }” and a person looks; you send nothing again and no attempt is used.

reason-class-D-title = Another document is needed
reason-class-D-saw = We cannot accept this document for this check.
reason-class-D-do = Choose another document from the list shown. If you have none of them, choose “{ action-talk_to_person }”.

reason-class-H-title = A person needs to look at this
reason-class-H-saw = What you sent has arrived. A person looks at it before anything is decided.
reason-class-H-do = There is nothing you need to do now. If you want to add something, choose “{ action-talk_to_person }”.

reason-class-S-title = This is on our side, and we are on it
reason-class-S-saw = A part of our service did not finish its work. Nothing is lost and no attempt is used.
reason-class-S-do = There is nothing you need to do. We try again by ourselves and tell you when there is news.

reason-class-F-title = We cannot continue with this verification
reason-class-F-saw = One of the conditions for this verification is not met. The final decision is made by a person, whose name you see, never by a machine alone.
reason-class-F-do = You can appeal: say why you see it differently and add what supports it. For questions, choose “{ action-talk_to_person }”.

## file.*: the file itself

reason-file-format-title = We cannot open this type of file
reason-file-format-saw = We looked inside the file, and there is no picture in it that we can read.
reason-file-format-do = Take a new photo of the document, or send it as JPEG, PNG, WebP, HEIC, or as a PDF that holds the photo and nothing that runs by itself.

reason-file-too_large-title = The file is too large
reason-file-too_large-saw = { $has_measure ->
        [yes] The file has { $measured }; up to { $threshold } is fine.
       *[no] The file is larger than we can take.
    }
reason-file-too_large-do = Take a new photo with your camera’s normal setting, or save the picture at a smaller size. Keep the whole document in it.

reason-file-too_small-title = The picture is too small to read
reason-file-too_small-saw = { $has_measure ->
        [yes] The picture has { $measured }; at least { $threshold } is needed.
       *[no] The picture holds too little detail to read anything from it.
    } It may be a small preview of a larger photo.
reason-file-too_small-do = Send the original photo from your camera, or take a new one.

reason-file-corrupt-title = The file does not open
reason-file-corrupt-saw = The file is empty or part of it is missing, so we could not see a picture.
reason-file-corrupt-do = Send it again. If that gives the same result, take a new photo.

reason-file-encrypted-title = The file is locked with a password
reason-file-encrypted-saw = We could not look inside because the file asks for a password.
reason-file-encrypted-do = Save a copy without the password and send that, or take a photo of the document. Do not send us the password.

reason-file-too_many-title = There are more pages than needed
reason-file-too_many-saw = { $has_measure ->
        [yes] You sent { $measured }; the most we can take is { $threshold }.
       *[no] You sent more files or pages than this step takes.
    }
reason-file-too_many-do = Keep only { $has_page ->
        [yes] { $page }
       *[no] the pages named on this page
    } and remove the rest.

reason-file-already_declined-title = We have already checked this same photo
reason-file-already_declined-saw = { $has_date ->
        [yes] This is the photo you sent on { $date }.
       *[no] This is a photo you sent before.
    } What we found then still stands, and you can see it below.
reason-file-already_declined-do = Read what we found the first time, then take a new photo. If you think the photo is fine, choose “{ action-talk_to_person }”.

## image.*: how the photo came out

reason-image-blurred-title = { $has_field ->
        [yes] The { $field } is blurred
       *[no] The photo is blurred
    }
reason-image-blurred-saw = { $has_field ->
        [yes] The letters around the { $field } have no sharp edges, so we cannot read them.
       *[no] The letters on { $has_page ->
            [yes] { $page }
           *[no] the document
        } have no sharp edges, so we cannot read them.
    }{ $has_measure ->
        [yes] {" "}Sharpness is { $measured }; at least { $threshold } is needed.
       *[no] {""}
    }
reason-image-blurred-do = Wipe the lens, rest your elbows on the table and tap the document on the screen to focus. Hold still until the photo is taken.

reason-image-glare-title = { $has_field ->
        [yes] Light covers the { $field }
       *[no] Light covers part of the document
    }
reason-image-glare-saw = A bright reflection hides { $has_field ->
        [yes] the { $field }
       *[no] what is printed at the marked place
    }.{ $has_measure ->
        [yes] {" "}It covers { $measured }; up to { $threshold } is fine.
       *[no] {""}
    }
reason-image-glare-do = Turn the flash off. Tilt the document a little, or step away from the lamp, until the white patch is gone.

reason-image-too_dark-title = { $has_field ->
        [yes] It is too dark to read the { $field }
       *[no] The photo is too dark
    }
reason-image-too_dark-saw = There is too little light on { $has_field ->
        [yes] the { $field }
       *[no] { $has_page ->
            [yes] { $page }
           *[no] the document
        }
    } to tell the letters from the background.{ $has_measure ->
        [yes] {" "}We measured { $measured }; the limit is { $threshold }.
       *[no] {""}
    }
reason-image-too_dark-do = Go near a window or switch on the room light. Keep your own shadow off the document, leave the flash off and take the photo again.

reason-image-overexposed-title = { $has_field ->
        [yes] It is too bright to read the { $field }
       *[no] The photo is too bright
    }
reason-image-overexposed-saw = Strong light has turned { $has_field ->
        [yes] the { $field }
       *[no] part of the document
    } white.{ $has_measure ->
        [yes] {" "}We measured { $measured }; the limit is { $threshold }.
       *[no] {""}
    }
reason-image-overexposed-do = Move out of direct sun or lamp light and turn the flash off. Tap the document on the screen so that the camera adjusts, then take the photo again.

reason-image-low_resolution-title = The document is too small in the photo
reason-image-low_resolution-saw = The document fills too little of the photo, so small print is lost.{ $has_measure ->
        [yes] {" "}It came out at { $measured }; at least { $threshold } is needed.
       *[no] {""}
    }
reason-image-low_resolution-do = Move closer until the document fills the picture, with a narrow border on all sides. Do not zoom in.

reason-image-grayscale-title = We need the photo in colour
reason-image-grayscale-saw = The photo came out in black and white.{ $has_measure ->
        [yes] {" "}Colour is { $measured }; at least { $threshold } is needed.
       *[no] {""}
    }
reason-image-grayscale-do = Turn off any black-and-white filter and photograph the document itself in colour.

reason-image-cut_off-title = Part of the document is outside the photo
reason-image-cut_off-saw = An edge or corner of { $has_page ->
        [yes] { $page }
       *[no] the document
    } lies beyond the border of the photo{ $has_field ->
        [yes] {" "}and the { $field } is not complete
       *[no] {""}
    }.
reason-image-cut_off-do = Move back a little until all four corners are in the picture, with some of the table showing around them.

reason-image-covered-title = { $has_field ->
        [yes] Something covers the { $field }
       *[no] Something covers part of the document
    }
reason-image-covered-saw = A finger, a sticker or a holder lies over { $has_field ->
        [yes] the { $field }
       *[no] the marked place
    }.
reason-image-covered-do = Take the document out of its cover and lay it on a table. Keep fingers off it and take the photo again.

reason-image-perspective-title = The photo was taken at a steep angle
reason-image-perspective-saw = Seen from the side, the letters run together.{ $has_measure ->
        [yes] {" "}The angle is { $measured }; up to { $threshold } is fine.
       *[no] {""}
    }
reason-image-perspective-do = Lay the document flat and hold the camera straight above it, so that its sides run along the sides of the screen.

reason-image-no_document-title = We could not find a document in the photo
reason-image-no_document-saw = We looked for { $has_page ->
        [yes] { $page } of your document
       *[no] your document
    } and could not find its outline or its print.
reason-image-no_document-do = Lay the document on a plain surface of another colour and photograph it from above, with all four corners in the picture.

reason-image-many_documents-title = There is more than one document in the photo
reason-image-many_documents-saw = We saw more than one document, or both sides of one, in the same photo.
reason-image-many_documents-do = Take one photo for each side, with nothing else in the picture.{ $has_page ->
        [yes] {" "}Here we need { $page }.
       *[no] {""}
    }

reason-image-overlay-title = Something was added on top of the photo
reason-image-overlay-saw = We saw writing, a logo or a watermark over { $has_field ->
        [yes] the { $field }
       *[no] the photo
    } that is not part of the document.
reason-image-overlay-do = Send a photo just as the camera took it, with no text, stamp or filter added. Some apps add a mark by themselves; your phone’s own camera does not have to.

## capture.*: how the picture was made

reason-capture-screenshot-title = This looks like a screenshot
reason-capture-screenshot-saw = The picture looks like a copy of a screen or a saved file, and we need a photo of the document itself.
reason-capture-screenshot-do = Lay the real document on a table and photograph it with your camera.

reason-capture-screen_photo-title = This looks like a photo of a screen
reason-capture-screen_photo-saw = We saw the pattern that a screen leaves in a photo. We need a photo of the document itself.
reason-capture-screen_photo-do = Lay the real document on a table and photograph it. If you do have the document in your hand and see this again, a person looks.

reason-capture-paper_copy-title = This looks like a copy on paper
reason-capture-paper_copy-saw = The picture looks like a photocopy or a printout rather than the document itself.
reason-capture-paper_copy-do = Photograph the original document. If you do not have it with you, you can come back later or choose “{ action-talk_to_person }”.

reason-capture-edited-title = We need the photo as the camera took it
reason-capture-edited-saw = The file was saved by a program after the photo was taken. Cropping or a filter is enough for that.
reason-capture-edited-do = Take a new photo and send it without opening it in another app.

## doc.*: the document

reason-doc-front_missing-title = The front is still missing
reason-doc-front_missing-saw = We have not received a photo of the front of the document.
reason-doc-front_missing-do = Photograph the front, the side with your portrait. What you have already sent stays.

reason-doc-back_missing-title = The back is still missing
reason-doc-back_missing-saw = We have not received a photo of the back of the document.
reason-doc-back_missing-do = Turn the document over and photograph the back. What you have already sent stays.

reason-doc-wrong_page-title = { $has_page ->
        [yes] We need { $page } here
       *[no] We need another page here
    }
reason-doc-wrong_page-saw = The photo shows a different page from the one this step is for.
reason-doc-wrong_page-do = Photograph { $has_page ->
        [yes] { $page }
       *[no] the page named above
    } and send it here.

reason-doc-same_side_twice-title = Both photos show the same side
reason-doc-same_side_twice-saw = The two photos you sent show the same side of the document.
reason-doc-same_side_twice-do = { $has_page ->
        [yes] Turn the document over and photograph { $page }.
       *[no] Turn the document over and photograph the other side.
    } The first photo stays.

reason-doc-sides_differ-title = Front and back do not seem to belong together
reason-doc-sides_differ-saw = { $has_field ->
        [yes] The { $field } on one side differs from the other side.
       *[no] The details on one side differ from those on the other.
    } The photos may be of two documents, or we misread one of them.
reason-doc-sides_differ-do = Photograph both sides of the same document, one right after the other.

reason-doc-type_unsupported-title = This kind of document is not accepted here
reason-doc-type_unsupported-saw = We recognised the document, but its kind is not on the list for this check.
reason-doc-type_unsupported-do = Choose one from the list shown. If you have none of them, choose “{ action-talk_to_person }”.

reason-doc-country_unsupported-title = Documents of this issuer are not accepted here
reason-doc-country_unsupported-saw = The country or authority that issued this document is not on the list for this check.
reason-doc-country_unsupported-do = Choose a document from the list shown, for example a passport. If you have none of them, choose “{ action-talk_to_person }”.

reason-doc-not_as_selected-title = This is not the document you chose
reason-doc-not_as_selected-saw = { $has_read ->
        [yes] You chose “{ $typed }”. On the photo we saw “{ $read }”.
       *[no] The kind or country of the document differs from what you chose.
    }
reason-doc-not_as_selected-do = Tell us which document it is, or photograph the one you chose. If we took it for something else, choose “{ action-dispute }” and a person looks.

reason-doc-expired-title = { $has_date ->
        [yes] The document expired on { $date }
       *[no] The document has expired
    }
reason-doc-expired-saw = { $has_date ->
        [yes] We read { $date } as the expiry date, and that day has passed.
       *[no] The expiry date that we read has passed.
    }
reason-doc-expired-do = Use a document that has not expired. If another date is printed on it, choose “{ action-dispute }” and a person looks; no attempt is used.

reason-doc-expires_soon-title = The document expires too soon
reason-doc-expires_soon-saw = { $has_date ->
        [yes] The expiry date is { $date }.
       *[no] The expiry date is close.
    }{ $has_measure ->
        [yes] {" "}That leaves { $measured }; at least { $threshold } is needed.
       *[no] {""}
    }
reason-doc-expires_soon-do = Use a document that runs longer, or come back when you have your new one. If another date is printed on it, choose “{ action-dispute }”.

reason-doc-dates_invalid-title = The dates do not fit together
reason-doc-dates_invalid-saw = { $has_date ->
        [yes] We read { $date }{ $has_field ->
            [yes] {" "}as the { $field }
           *[no] {""}
        }, and that does not fit the other dates on the document.
       *[no] The dates that we read cannot all be right{ $has_field ->
            [yes] {" "}(look at the { $field })
           *[no] {""}
        }.
    } Most often we misread a digit.
reason-doc-dates_invalid-do = Take a new photo in which every date is sharp and free of reflections. If we read the same again, a person looks.

reason-doc-damaged-title = The document is too worn to read
reason-doc-damaged-saw = { $has_field ->
        [yes] Wear or a tear hides the { $field }.
       *[no] Wear or a tear hides part of the document.
    }
reason-doc-damaged-do = Use another document from the list shown. If this is the only one you have, choose “{ action-talk_to_person }”.

reason-doc-invalidated-title = The document is marked as no longer in use
reason-doc-invalidated-saw = We saw a punched hole, a clipped corner or a stamp, as offices put on documents that have been replaced.
reason-doc-invalidated-do = Use your current document. If this is your current one, choose “{ action-talk_to_person }”.

reason-doc-digital_only-title = We need the physical document
reason-doc-digital_only-saw = The picture shows an electronic version, and this check takes only the card, booklet or paper itself.
reason-doc-digital_only-do = Photograph the physical document. If you have none, choose “{ action-talk_to_person }”.

reason-doc-unsigned-title = The signature is missing
reason-doc-unsigned-saw = The place for the holder’s signature is empty, and this document needs one.
reason-doc-unsigned-do = Sign the document in the marked place and take a new photo. If it has no place to sign, choose “{ action-talk_to_person }”.

reason-doc-no_portrait-title = We cannot see the portrait
reason-doc-no_portrait-saw = The portrait on the document is missing or unclear in the photo.
reason-doc-no_portrait-do = Photograph { $has_page ->
        [yes] { $page }
       *[no] the side with the portrait
    } again, with no shadow or reflection on it. If the document has no portrait, choose another from the list shown.

reason-doc-language-title = We cannot read this script yet
reason-doc-language-saw = The document is written in a script that we cannot read.
reason-doc-language-do = Use another document from the list shown, or add a certified translation. If you have neither, choose “{ action-talk_to_person }”.

reason-doc-specimen-title = This looks like a sample document
reason-doc-specimen-saw = We saw a mark or an issuer that is used for samples and not on people’s own documents.
reason-doc-specimen-do = Photograph your own document. If this is your own, choose “{ action-talk_to_person }”.

reason-doc-chip_unread-title = We could not read the chip
reason-doc-chip_unread-saw = The phone did not keep contact with the chip in the document long enough.
reason-doc-chip_unread-do = Take off the phone’s case, lay the phone flat on the document and keep both still. If a way to skip this step is shown, you can use it.

## read.*: what we could not read

reason-read-field_unreadable-title = { $has_field ->
        [yes] We could not read the { $field }
       *[no] We could not read part of the document
    }
reason-read-field_unreadable-saw = The letters { $has_field ->
        [yes] of the { $field }
       *[no] at the marked place
    } were not clear enough for a sure reading.{ $has_measure ->
        [yes] {" "}We are { $measured } sure; at least { $threshold } is needed.
       *[no] {""}
    }
reason-read-field_unreadable-do = Take a new photo{ $has_page ->
        [yes] {" "}of { $page }
       *[no] {""}
    } with this place sharp and free of light and fingers. Or type what stands there, and a person confirms it.

reason-read-mrz_missing-title = The lines of letters and < signs are missing
reason-read-mrz_missing-saw = We looked for the two or three lines of letters, digits and < signs and did not find them{ $has_page ->
        [yes] {" "}on { $page }
       *[no] {""}
    }.
reason-read-mrz_missing-do = Take a new photo with these lines whole and sharp. On a passport they run along the bottom edge of the page with your portrait; on a card they are most often on the back.

reason-read-mrz_check_digit-title = We are not sure we read the code lines right
reason-read-mrz_check_digit-saw = The lines of letters and < signs contain control digits, and our reading does not add up{ $has_field ->
        [yes] {" "}at the { $field }
       *[no] {""}
    }. Most often we misread a letter.
reason-read-mrz_check_digit-do = Take a new photo with these lines flat, sharp and free of reflections. If it happens again, a person reads them.

reason-read-barcode-title = We could not read the barcode
reason-read-barcode-saw = The barcode was found{ $has_page ->
        [yes] {" "}on { $page }
       *[no] {""}
    }, but its lines are not clear enough to read.
reason-read-barcode-do = Lay the document flat and photograph it from straight above, close enough that the bars are sharp. If it still does not work, go on: a person reads it.

## data.*: what was typed against what we read

reason-data-name_mismatch-title = { $has_field ->
        [yes] The { $field } you typed differs
       *[no] The name you typed differs
    }
reason-data-name_mismatch-saw = { $has_read ->
        [yes] You typed “{ $typed }”. On the document we read “{ $read }”.
       *[no] The name you typed and the name we read on the document differ.
    }
reason-data-name_mismatch-do = If the document is right, change what you typed to match it. If our reading is off, choose “{ action-dispute }”: a person looks, and you send nothing again.

reason-data-name_incomplete-title = We need your full name
reason-data-name_incomplete-saw = The name you typed is too short to check.
reason-data-name_incomplete-do = Type every part of your name as the document shows it, without initials or short forms. If this is your whole name, choose “{ action-dispute }” and a person looks.

reason-data-dob_mismatch-title = The date of birth you typed differs
reason-data-dob_mismatch-saw = { $has_read ->
        [yes] You typed { $typed }. On the document we read { $read }.
       *[no] The date of birth you typed and the one we read on the document differ.
    }
reason-data-dob_mismatch-do = Look at day, month and year in turn, and correct what you typed if the document is right. If our reading is off, choose “{ action-dispute }”: a person looks, and you send nothing again.

reason-data-number_mismatch-title = { $has_field ->
        [yes] The { $field } you typed differs
       *[no] The number you typed differs
    }
reason-data-number_mismatch-saw = { $has_read ->
        [yes] You typed “{ $typed }”. On the document we read “{ $read }”.
       *[no] The number you typed and the one we read on the document differ.
    } 0 and O, or 1 and I, are easily mixed up, by us too.
reason-data-number_mismatch-do = Compare character by character, and correct what you typed if the document is right. If our reading is off, choose “{ action-dispute }”: a person looks, and you send nothing again.

reason-data-address_mismatch-title = The address you typed differs
reason-data-address_mismatch-saw = { $has_read ->
        [yes] You typed “{ $typed }”. On the document we read “{ $read }”.
       *[no] The address you typed and the one on the document differ.
    }
reason-data-address_mismatch-do = Correct what you typed, or add a proof of your present address if you have moved. If our reading is off, choose “{ action-dispute }” and a person looks.

reason-data-nationality_mismatch-title = The nationality you chose differs
reason-data-nationality_mismatch-saw = { $has_read ->
        [yes] You chose “{ $typed }”. On the document we read “{ $read }”.
       *[no] The nationality you chose and the one we read on the document differ.
    }
reason-data-nationality_mismatch-do = Choose the nationality that this document shows. If you hold more than one, tell us in a message. If our reading is off, choose “{ action-dispute }” and a person looks.

reason-data-document_conflict-title = { $has_field ->
        [yes] We read the { $field } in two ways
       *[no] We read the same detail in two ways
    }
reason-data-document_conflict-saw = Some details stand on a document more than once, and our readings of them differ. Often one of them is our misreading, so a person compares them.
reason-data-document_conflict-do = There is nothing you need to do now. If you like, send a sharper photo; it may make this quicker.

reason-data-underage-title = Below the minimum age for this service
reason-data-underage-saw = { $has_measure ->
        [yes] By the date of birth we have, the age is { $measured }; the minimum is { $threshold }.
       *[no] By the date of birth we have, you are younger than this service allows.
    } { $has_date ->
        [yes] You can come back from { $date }.
       *[no] You can come back when you have reached that age.
    }
reason-data-underage-do = If the date of birth is not yours, correct it or choose “{ action-dispute }” and a person looks. A final no is decided by a person, whose name you see, and you can appeal.

## registry.*: what another source answered

reason-registry-no_record-title = The register did not find these details
reason-registry-no_record-saw = We asked the official register, and it has no entry that matches what you typed. New or recently changed entries may not be there yet.
reason-registry-no_record-do = Check the spelling and the numbers, or add a second proof from the list shown. If we took a detail from your document and it is off, choose “{ action-dispute }” and a person looks.

reason-registry-mismatch-title = { $has_field ->
        [yes] The register shows a different { $field }
       *[no] The register shows something different
    }
reason-registry-mismatch-saw = { $has_field ->
        [yes] The { $field } we have differs from the one in the official register.
       *[no] A detail we have differs from the official register.
    }
reason-registry-mismatch-do = Correct what you typed, or add a proof if the register is out of date. If we took the detail from your document and it is off, choose “{ action-dispute }” and a person looks.

reason-registry-unavailable-title = The register is not answering; we keep asking
reason-registry-unavailable-saw = The official register we need did not answer. Nothing is lost and no attempt is used.
reason-registry-unavailable-do = There is nothing you need to do. We are on it, ask again by ourselves and tell you when there is news.

## face.*: the selfie

reason-face-not_found-title = We could not find a face
reason-face-not_found-saw = There was no whole face in the picture.
reason-face-not_found-do = Hold the phone at eye level with your face inside the oval. Take off a mask, sunglasses or cap; a head covering worn for faith can stay if the face is free.

reason-face-many-title = There is more than one face in the picture
reason-face-many-saw = We saw several faces; a poster or a picture behind you counts as well.
reason-face-many-do = Stand in front of a plain wall with nobody else in the picture, and try again.

reason-face-quality-title = We cannot see your face clearly
reason-face-quality-saw = Your face was dark, blurred, turned away or partly covered.{ $has_measure ->
        [yes] {" "}We measured { $measured }; the limit is { $threshold }.
       *[no] {""}
    }
reason-face-quality-do = Follow the hint marked on the picture. Face a window, look straight at the camera and hold still.

reason-face-mismatch-title = We could not match your face to the portrait
reason-face-mismatch-saw = The two pictures were not alike enough for us to be sure. Light, glasses, a beard or an old portrait can be the cause.
reason-face-mismatch-do = Take a new selfie in even light, without glasses, looking straight ahead. If we are still not sure, a person compares the pictures.

reason-face-liveness-title = We could not confirm you are at the camera
reason-face-liveness-saw = The recording was not enough for us to tell that it was taken live. Poor light or a slow connection can be the cause.
reason-face-liveness-do = Try again in even light, or choose the other way shown. If that does not work either, a person helps you.

## device.*: the phone or computer

reason-device-camera-title = The camera did not start
reason-device-camera-saw = The browser gave us no picture from the camera: it may be blocked, missing or used by another app. No attempt is used.
reason-device-camera-do = Allow the camera in the browser’s settings and reload this page. You can also upload a photo, or go on with another device by the code shown; nothing is lost.

## poa.*: proof of address

reason-poa-unsuitable-title = { $has_field ->
        [yes] This proof does not show the { $field }
       *[no] We need a different proof of address
    }
reason-poa-unsuitable-saw = { $has_field ->
        [yes] We could not find the { $field } on this document.
       *[no] This kind of document is not on the list of proofs of address.
    }
reason-poa-unsuitable-do = Choose one from the list shown. It needs to carry your full name, your address, the date and who sent it.

reason-poa-too_old-title = The proof of address is too old
reason-poa-too_old-saw = { $has_date ->
        [yes] It is dated { $date }.
       *[no] Its date is older than this check allows.
    }{ $has_measure ->
        [yes] {" "}It is { $measured } old; up to { $threshold } is fine.
       *[no] {""}
    }
reason-poa-too_old-do = Send a newer one, for example your latest bill or bank statement.

reason-poa-same_as_id-title = We need a second, different document
reason-poa-same_as_id-saw = This document already serves as your proof of identity, so it cannot be the proof of address as well.
reason-poa-same_as_id-do = Choose another document from the list shown, for example a bill or a bank statement.

## screening.* and integrity.*: the same words as class H, so that nothing here names a signal.
## Never write anything else here.

reason-screening-possible_match-title = { reason-class-H-title }
reason-screening-possible_match-saw = { reason-class-H-saw }
reason-screening-possible_match-do = { reason-class-H-do }

reason-integrity-suspected-title = { reason-class-H-title }
reason-integrity-suspected-saw = { reason-class-H-saw }
reason-integrity-suspected-do = { reason-class-H-do }

## policy.*

reason-policy-not_served-title = We do not offer this service where you live
reason-policy-not_served-saw = The country or region you gave is not among those that this service may serve.{ $has_date ->
        [yes] {" "}What you gave us is deleted on { $date }.
       *[no] {""}
    }
reason-policy-not_served-do = If you chose the wrong place by accident, go back and change it. A final no is decided by a person, whose name you see, and you can appeal.

## session.*

reason-session-expired-title = The time for this step ran out
reason-session-expired-saw = { $has_date ->
        [yes] The time to finish ended on { $date }.
       *[no] The time to finish has ended.
    } What you had entered is kept.
reason-session-expired-do = Open your link again or type your code, and go on where you stopped.

reason-session-consent_declined-title = You chose not to agree to this step
reason-session-consent_declined-saw = That is your right, and the step was not carried out.
reason-session-consent_declined-do = Choose the other way shown, or choose “{ action-talk_to_person }” and a person does this step with you.

reason-session-attempts_used-title = A person has taken over
reason-session-attempts_used-saw = Several tries did not work{ $has_measure ->
        [yes] {" "}({ $measured } of { $threshold })
       *[no] {""}
    }, so we stopped asking you to repeat them. A person now has everything you sent.
reason-session-attempts_used-do = There is nothing you need to do now. The person writes to you if anything is missing.

reason-session-call-title = We would like to call you
reason-session-call-saw = A person who looks at your case has a question that is quicker to settle by voice.
reason-session-call-do = Say when we may call. If you cannot take a call, say so, and we go on in writing. No attempt is used.

## system.*

reason-system-delayed-title = Our checks take longer; we are on it
reason-system-delayed-saw = A part of our service is slow or down. What you sent is stored: nothing is lost and no attempt is used.
reason-system-delayed-do = There is nothing you need to do, and you can close this page. We go on by ourselves and tell you when there is news.

reason-system-upload_interrupted-title = The upload stopped and goes on by itself
reason-system-upload_interrupted-saw = The connection broke off while the file was on its way. What has arrived is kept: nothing is lost and no attempt is used.
reason-system-upload_interrupted-do = Keep this page open and it continues where it stopped. If it does not move for a minute, choose the file again.
