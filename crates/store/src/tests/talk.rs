//! Conversations: clocks, marks, drafts, attachments, requests, feedback, search, the desk.

use super::{made, on_both_engines};
use crate::{
    StoreError, Tx,
    conversations::{
        self, MessageVersion, StoredMessage,
        attachments::{self, Attachment, AttachmentState},
        desk::{self, Availability, CannedReply, SavedView},
        feedback::{self, Feedback},
        floor::{self, Draft, Mark, Present},
        list::{self, After, Filter, Held},
        mentions::{self, Mention},
        requests::{self, DocumentRequest, RequestItem},
        search, timing,
    },
};
use made::{SEALED, at};
use proofdesk_domain::{
    MessageId, StaffId, VerificationId,
    conversation::{
        Answering, Author, Conversation, ConversationTurn, MessageKind, Priority, Tags, Visibility,
        assign::Presence,
        clock::{Answered, Promised, Timing},
        hours::Hours,
        request::{Asked, ItemState, RequestState},
    },
    evidence::Slot,
    help::Language,
    reason::ReasonCode,
    verification::Mode,
};
use time::Duration;
use uuid::Uuid;

const DAY: Promised = Promised { first_reply: 1_440, next_reply: 1_440, resolution: 4_320 };

/// A row in every table of conversations.
pub(crate) async fn insert(
    tx: &mut Tx,
    of: &Conversation,
    message: &StoredMessage,
    case: VerificationId,
    staff: StaffId,
) {
    let mut after = Timing::default();
    after.ours(false, DAY, &Hours::ALWAYS, at(7));
    timing::write(tx, of, &Timing::default(), &after).await.unwrap();
    search::put(tx, of.applicant, message.id, &[7, -7]).await.unwrap();
    let before = MessageVersion {
        id: Uuid::new_v4(),
        message_id: message.id,
        conversation_id: of.id,
        applicant_id: of.applicant,
        sealed_body: SEALED.into(),
        replaced_at: at(8),
    };
    conversations::replace_body(tx, message, &before).await.unwrap();
    floor::put_mark(tx, &mark(of, staff, 1, 0)).await.unwrap();
    mentions::insert(tx, &mention(message, staff)).await.unwrap();
    floor::see(tx, &present(of, staff, 9), at(0)).await.unwrap();
    floor::put_draft(tx, &draft(of, staff, MessageKind::Note)).await.unwrap();
    let file = attachment(of, format!("attachment-{}", of.id));
    attachments::insert(tx, &file).await.unwrap();
    let (request, items) = request(of, case, staff);
    requests::insert(tx, &request, &items).await.unwrap();
    feedback::put(tx, &said(of, staff, 2)).await.unwrap();
}

fn mention(note: &StoredMessage, staff: StaffId) -> Mention {
    Mention {
        message_id: note.id,
        staff_id: staff,
        conversation_id: note.conversation_id,
        applicant_id: note.applicant_id,
        made_at: at(9),
        seen_at: None,
    }
}

fn mark(of: &Conversation, staff: StaffId, delivered_seq: i64, read_seq: i64) -> Mark {
    Mark {
        conversation_id: of.id,
        reader_id: staff.as_uuid(),
        applicant_id: of.applicant,
        delivered_seq,
        read_seq,
        seen_at: at(9),
    }
}

fn present(of: &Conversation, staff: StaffId, seen: i64) -> Present {
    Present {
        conversation_id: of.id,
        who_id: staff.as_uuid(),
        applicant_id: of.applicant,
        seen_at: at(seen),
        typing_at: None,
    }
}

fn draft(of: &Conversation, staff: StaffId, kind: MessageKind) -> Draft {
    Draft {
        id: Uuid::new_v4(),
        conversation_id: of.id,
        writer_id: staff.as_uuid(),
        kind,
        applicant_id: of.applicant,
        sealed: SEALED.into(),
        saved_at: at(9),
    }
}

fn attachment(of: &Conversation, object_key: String) -> Attachment {
    Attachment {
        id: Uuid::new_v4(),
        conversation_id: of.id,
        message_id: None,
        applicant_id: of.applicant,
        uploaded_by: None,
        object_key,
        sealed_name: SEALED.into(),
        media_type: "application/pdf".into(),
        bytes: 1_000,
        state: AttachmentState::Held,
        evidence_id: None,
        created_at: at(9),
        checked_at: None,
    }
}

fn request(of: &Conversation, case: VerificationId, staff: StaffId) -> (DocumentRequest, Vec<RequestItem>) {
    let request = DocumentRequest {
        id: Uuid::new_v4(),
        conversation_id: of.id,
        verification_id: Some(case),
        applicant_id: of.applicant,
        asked_by: staff,
        state: RequestState::Open,
        asked_at: at(9),
        ended_at: None,
        version: 1,
    };
    let item = |position, asked, sealed_words| RequestItem {
        id: Uuid::new_v4(),
        request_id: request.id,
        applicant_id: of.applicant,
        position,
        asked,
        sealed_words,
        state: ItemState::Wanted,
        attachment_id: None,
        evidence_id: None,
        changed_at: at(9),
    };
    let page = Asked::Page { slot: Slot::Back, code: ReasonCode::find("image.glare").unwrap() };
    let items = vec![
        item(0, page, None),
        item(1, Asked::ProofOfAddress { months: 3 }, None),
        item(2, Asked::Other, Some(SEALED.into())),
    ];
    (request, items)
}

fn said(of: &Conversation, staff: StaffId, score: i64) -> Feedback {
    Feedback {
        conversation_id: of.id,
        applicant_id: of.applicant,
        mode: of.mode,
        score,
        sealed_words: Some(SEALED.into()),
        language: Language::ZhCn,
        staff_id: Some(staff),
        outcome: Some("approved".into()),
        reason_code: None,
        given_at: at(10),
    }
}

on_both_engines! {
    async fn clocks_come_back_as_they_were_written_and_wake_the_timer(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let before = timing::read(tx, &p.conversation).await.unwrap();
        assert!(before.is_running());
        let due = at(7).plus(Duration::hours(12));
        assert_eq!(timing::list_due(tx, due.plus(-Duration::seconds(1)), 9).await.unwrap(), []);
        assert_eq!(timing::list_due(tx, due, 9).await.unwrap(), [(p.applicant.id, p.conversation.id)]);
        let mut after = before.clone();
        after.theirs(Answered::Person, &Hours::ALWAYS, at(60));
        after.ours(true, DAY, &Hours::ALWAYS, at(90));
        timing::write(tx, &p.conversation, &before, &after).await.unwrap();
        assert_eq!(timing::read(tx, &p.conversation).await.unwrap(), after);
        assert_eq!((after.runs.len(), after.clocks.len()), (2, 3));
    }

    async fn the_inbox_is_what_waits_for_people(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        for change in [
            (|c: &mut Conversation| c.answering = Answering::Bot) as fn(&mut Conversation),
            |c| c.turn = ConversationTurn::Applicant,
            |c| c.snoozed_until = Some(at(51)),
        ] {
            let mut other = made::conversation(&p.applicant);
            change(&mut other);
            conversations::insert(tx, &other).await.unwrap();
        }
        let mut later = made::conversation(&p.applicant);
        later.due_at = Some(at(91));
        conversations::insert(tx, &later).await.unwrap();
        let inbox = conversations::list_inbox(tx, Mode::Live, at(50), 9).await.unwrap();
        let ids: Vec<_> = inbox.iter().map(|c| c.id).collect();
        assert_eq!(ids, [p.conversation.id, later.id]);
        assert_eq!(conversations::list_inbox(tx, Mode::Live, at(51), 9).await.unwrap().len(), 3);
        assert_eq!(conversations::lock(tx, p.applicant.id, later.id).await.unwrap(), Some(later.clone()));
        later.due_at = Some(at(500));
        assert_eq!(conversations::count_before(tx, &later).await.unwrap(), 3);
    }

    async fn the_same_sent_twice_is_refused_by_its_number(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let number = p.message.client_id.unwrap();
        let found = conversations::find_by_client_id(&mut tx, p.conversation.id, number).await.unwrap();
        assert_eq!(found, Some(p.message.clone()));
        let mut talk = p.conversation.clone();
        let mut again = made::message(&talk, Author::Applicant, Visibility::Both);
        again.client_id = Some(number);
        let refused = conversations::insert_message(&mut tx, &mut talk, &mut again).await;
        assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
    }

    async fn what_a_message_said_before_is_kept(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let mut message = p.message.clone();
        message.sealed_body = b"other".to_vec();
        message.edited_at = Some(at(20));
        let before = MessageVersion {
            id: Uuid::new_v4(),
            message_id: message.id,
            conversation_id: p.conversation.id,
            applicant_id: p.applicant.id,
            sealed_body: p.message.sealed_body.clone(),
            replaced_at: at(20),
        };
        conversations::replace_body(tx, &message, &before).await.unwrap();
        let (applicant, talk) = (p.applicant.id, p.conversation.id);
        assert_eq!(
            conversations::find_message(tx, applicant, talk, message.id).await.unwrap(),
            Some(message.clone())
        );
        assert_eq!(conversations::list_versions(tx, applicant, message.id).await.unwrap()[1], before);
    }

    async fn who_is_named_hears_of_it_until_they_saw_it(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let (of, staff) = (&p.conversation, p.staff.id);
        let waiting = mentions::list_waiting(tx, staff, 9).await.unwrap();
        assert_eq!((waiting.len(), mentions::count_waiting(tx, staff).await.unwrap()), (1, 1));
        let other = StaffId::from_uuid(Uuid::from_u128(9));
        assert_eq!(mentions::see(tx, of.id, other, at(10)).await.unwrap(), 0, "somebody else looked");
        assert_eq!(mentions::see(tx, of.id, staff, at(10)).await.unwrap(), 1);
        assert_eq!(mentions::see(tx, of.id, staff, at(11)).await.unwrap(), 0, "seen once");
        assert_eq!(mentions::count_waiting(tx, staff).await.unwrap(), 0);
    }

    async fn marks_only_go_forward(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let of = &p.conversation;
        assert!(floor::put_mark(tx, &mark(of, p.staff.id, 5, 3)).await.unwrap());
        assert!(!floor::put_mark(tx, &mark(of, p.staff.id, 4, 2)).await.unwrap());
        assert!(floor::put_mark(tx, &mark(of, p.staff.id, 4, 5)).await.unwrap());
        let marks = floor::list_marks(tx, of.applicant, of.id).await.unwrap();
        assert_eq!(marks.iter().map(|m| (m.delivered_seq, m.read_seq)).collect::<Vec<_>>(), [(5, 5)]);
    }

    async fn coming_and_writing_are_news_and_staying_is_not(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let of = &p.conversation;
        assert!(!floor::see(tx, &present(of, p.staff.id, 12), at(2)).await.unwrap());
        let typing = Present { typing_at: Some(at(13)), ..present(of, p.staff.id, 13) };
        assert!(floor::see(tx, &typing, at(3)).await.unwrap());
        assert!(!floor::see(tx, &typing, at(3)).await.unwrap());
        assert!(floor::see(tx, &present(of, p.staff.id, 40), at(30)).await.unwrap(), "they had gone");
        assert_eq!(floor::list_present(tx, of.applicant, of.id, at(40)).await.unwrap().len(), 1);
        assert!(floor::leave(tx, of.id, p.staff.id.as_uuid()).await.unwrap());
        assert!(!floor::leave(tx, of.id, p.staff.id.as_uuid()).await.unwrap());
    }

    async fn a_reply_and_a_note_are_two_drafts(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let of = &p.conversation;
        let (writer, staff) = (p.staff.id.as_uuid(), p.staff.id);
        floor::put_draft(tx, &draft(of, staff, MessageKind::Said)).await.unwrap();
        let newer = draft(of, staff, MessageKind::Said);
        floor::put_draft(tx, &newer).await.unwrap();
        let drafts = floor::list_drafts(tx, of.applicant, of.id, writer).await.unwrap();
        assert_eq!((drafts.len(), &drafts[1]), (2, &newer));
        floor::delete_draft(tx, of.id, writer, MessageKind::Said).await.unwrap();
        assert_eq!(floor::list_drafts(tx, of.applicant, of.id, writer).await.unwrap().len(), 1);
    }

    async fn every_term_must_be_there_and_the_newest_come_first(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut talk = p.conversation.clone();
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let mut ids = Vec::new();
        for n in 1..=9u128 {
            let mut message = made::message(&talk, Author::Applicant, Visibility::Both);
            message.id = MessageId::from_uuid(Uuid::from_u128(n << 100));
            conversations::insert_message(tx, &mut talk, &mut message).await.unwrap();
            ids.push(message.id);
        }
        // The last five have terms that are not counted any more: 6 is rarer of late than 5.
        let common = [(4, vec![5, 6]), (5, vec![5, 6]), (6, vec![5]), (7, vec![5, 6]), (8, vec![5])];
        let few = [(0, vec![1, 2]), (1, vec![1]), (2, vec![1, 2, 3, 3]), (3, vec![-2])];
        for (id, terms) in few.into_iter().chain(common) {
            search::put(tx, p.applicant.id, ids[id], &terms).await.unwrap();
        }
        let mut find = async |terms: &[i64], limit| -> Vec<MessageId> {
            search::find(tx, terms, limit).await.unwrap().into_iter().map(|hit| hit.id).collect()
        };
        assert_eq!(find(&[1], 9).await, [ids[2], ids[1], ids[0]]);
        assert_eq!(find(&[1, 2], 9).await, [ids[2], ids[0]]);
        assert_eq!(find(&[1, 2], 1).await, [ids[2]]);
        assert_eq!(find(&[1, 2, 99], 9).await, []);
        for both in [[5, 6], [6, 5]] {
            assert_eq!(find(&both, 9).await, [ids[7], ids[5], ids[4]]);
            assert_eq!(find(&both, 2).await, [ids[7], ids[5]]);
        }
        assert_eq!(find(&[5, 1], 9).await, []);
        assert_eq!(find(&[], 9).await, []);
        search::put(tx, p.applicant.id, ids[2], &[9]).await.unwrap();
        let found = search::find(tx, &[2], 9).await.unwrap();
        assert_eq!((found.len(), found[0].conversation_id), (1, talk.id));
    }

    async fn a_file_is_looked_at_once(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let of = &p.conversation;
        let file = attachment(of, "objects/1".into());
        attachments::insert(tx, &file).await.unwrap();
        assert!(crate::evidence::is_object_named(tx, "objects/1").await.unwrap());
        assert_eq!(attachments::find(tx, of.applicant, file.id).await.unwrap(), Some(file.clone()));
        assert_eq!(attachments::find_for_staff(tx, file.id).await.unwrap(), Some(file.clone()));
        assert_eq!(attachments::list_held(tx, 9).await.unwrap().len(), 2);
        assert_eq!(attachments::count_since(tx, of.applicant, of.id, at(9)).await.unwrap(), 2);
        attachments::checked(tx, file.id, AttachmentState::Clean, at(20)).await.unwrap();
        let again = attachments::checked(tx, file.id, AttachmentState::Refused, at(21)).await;
        assert!(matches!(again, Err(StoreError::Stale(_))));
        attachments::attach(tx, file.id, p.message.id).await.unwrap();
        attachments::became(tx, file.id, p.evidence.id).await.unwrap();
        let read = attachments::find(tx, of.applicant, file.id).await.unwrap().unwrap();
        assert_eq!((read.state, read.message_id), (AttachmentState::Clean, Some(p.message.id)));
        assert_eq!(attachments::list(tx, of.applicant, of.id).await.unwrap().len(), 2);
    }

    async fn requests_round_trip_and_two_writers_do_not_cross(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let of = &p.conversation;
        let open = requests::list_open(tx, of.applicant, p.verification.id).await.unwrap();
        assert_eq!(open, requests::list(tx, of.applicant, of.id).await.unwrap());
        let mut request = open[0].clone();
        let mut items = requests::list_items(tx, of.applicant, request.id).await.unwrap();
        assert_eq!(items.len(), 3);
        assert!(matches!(items[0].asked, Asked::Page { slot: Slot::Back, .. }));
        items[1].state = ItemState::Lacking;
        requests::update_item(tx, &items[1]).await.unwrap();
        assert_eq!(requests::list_items(tx, of.applicant, request.id).await.unwrap(), items);
        let mut stale = request.clone();
        request.state = RequestState::Lacking;
        request.ended_at = Some(at(30));
        requests::update(tx, &mut request).await.unwrap();
        assert!(matches!(requests::update(tx, &mut stale).await, Err(StoreError::Stale(_))));
        assert_eq!(requests::find(tx, of.applicant, request.id).await.unwrap(), Some(request));
        assert!(requests::list_open(tx, of.applicant, p.verification.id).await.unwrap().is_empty());
    }

    async fn feedback_is_one_a_conversation(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let better = said(&p.conversation, p.staff.id, 5);
        feedback::put(tx, &better).await.unwrap();
        let found = feedback::find(tx, p.applicant.id, p.conversation.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&better));
        assert_eq!(feedback::list_since(tx, Mode::Live, at(10), 9).await.unwrap(), [better]);
        assert!(feedback::list_since(tx, Mode::Test, at(0), 9).await.unwrap().is_empty());
    }

    async fn the_desk_knows_who_is_there_and_what_they_carry(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let here = Availability {
            staff_id: p.staff.id,
            presence: Presence::Here,
            capacity: Some(3),
            teams: r#"["support"]"#.into(),
            last_assigned_at: None,
            changed_at: at(1),
        };
        desk::put_availability(tx, &here).await.unwrap();
        desk::assigned(tx, p.staff.id, at(4)).await.unwrap();
        let read = desk::find_availability(tx, p.staff.id).await.unwrap().unwrap();
        assert_eq!(read, Availability { last_assigned_at: Some(at(4)), ..here });
        assert_eq!(desk::list_availability(tx).await.unwrap(), [read]);
        let mut talk = p.conversation.clone();
        talk.assignee = Some(p.staff.id);
        conversations::update(tx, &mut talk).await.unwrap();
        assert_eq!(desk::count_load(tx).await.unwrap(), [(p.staff.id, 1)]);
    }

    async fn canned_replies_and_views(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let other = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        let reply = CannedReply {
            id: Uuid::new_v4(),
            title: "Glare".into(),
            words: r#"{"en":"Tilt it"}"#.into(),
            actions: "[]".into(),
            changed_by: p.staff.id,
            changed_at: at(1),
        };
        desk::put_canned(tx, &reply).await.unwrap();
        let changed = CannedReply { title: "Glare 2".into(), ..reply };
        desk::put_canned(tx, &changed).await.unwrap();
        assert_eq!(desk::list_canned(tx).await.unwrap(), std::slice::from_ref(&changed));
        desk::delete_canned(tx, changed.id).await.unwrap();
        assert!(desk::list_canned(tx).await.unwrap().is_empty());
        let view = |staff_id, title: &str| SavedView {
            id: Uuid::new_v4(),
            staff_id,
            title: title.into(),
            filter: "{}".into(),
            created_at: at(2),
        };
        let (mine, ours) = (view(Some(p.staff.id), "a"), view(None, "b"));
        desk::insert_view(tx, &mine).await.unwrap();
        desk::insert_view(tx, &ours).await.unwrap();
        assert_eq!(desk::list_views(tx, p.staff.id).await.unwrap(), [mine.clone(), ours.clone()]);
        assert_eq!(desk::list_views(tx, other.staff.id).await.unwrap(), [ours]);
        assert!(!desk::delete_view(tx, other.staff.id, mine.id).await.unwrap());
        assert!(desk::delete_view(tx, p.staff.id, mine.id).await.unwrap());
    }

    async fn lists_hold_what_was_asked_for_and_go_on_after_a_page(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        for n in 0..3 {
            let mut other = made::conversation(&p.applicant);
            other.due_at = Some(at(100 + n / 2));
            other.last_at = other.due_at;
            other.tags = Tags::of(["refund"]);
            other.snoozed_until = (n == 2).then(|| at(60));
            conversations::insert(tx, &other).await.unwrap();
        }
        let all = Filter {
            mode: Some(Mode::Live),
            turn: Some(ConversationTurn::Staff),
            held: Held::Anybody,
            team: Some("support".into()),
            tag: None,
            priority: Some(Priority::High),
            language: Some(Language::ZhCn),
            snoozed: false,
            breached: false,
            now: at(50),
        };
        let rows = list::list(tx, &all, None, 9).await.unwrap();
        assert_eq!(rows.len(), 3);
        let first = list::list(tx, &all, None, 1).await.unwrap();
        let after = After { at: first[0].due_at.unwrap(), id: first[0].id };
        assert_eq!(list::list(tx, &all, Some(after), 9).await.unwrap(), rows[1..]);
        let count = async |tx: &mut Tx, filter: Filter| list::list(tx, &filter, None, 9).await.unwrap().len();
        assert_eq!(count(tx, Filter { tag: Some("refund".into()), ..all.clone() }).await, 2);
        assert_eq!(count(tx, Filter { tag: Some("fund".into()), ..all.clone() }).await, 0, "whole tags");
        assert_eq!(count(tx, Filter { snoozed: true, ..all.clone() }).await, 1);
        assert_eq!(count(tx, Filter { breached: true, ..all.clone() }).await, 0);
        assert_eq!(count(tx, Filter { held: Held::One(p.staff.id), ..all.clone() }).await, 0);
        assert_eq!(count(tx, Filter { turn: None, held: Held::Nobody, ..all.clone() }).await, 3);
        assert_eq!(count(tx, Filter { mode: Some(Mode::Test), ..all.clone() }).await, 0);
        assert_eq!(list::list(tx, &Filter { mode: None, ..all.clone() }, None, 9).await.unwrap(), rows);
        assert_eq!(count(tx, Filter { priority: Some(Priority::Urgent), ..all }).await, 0);
        assert_eq!(conversations::list_unassigned(tx, at(50), 9).await.unwrap().len(), 3);
        assert_eq!(conversations::list_awake(tx, at(60), 9).await.unwrap().len(), 1);
        assert!(conversations::list_quiet(tx, at(999), 9).await.unwrap().is_empty());
        let reference = p.conversation.reference.clone();
        assert_eq!(
            conversations::find_by_reference(tx, &reference).await.unwrap().map(|c| c.id),
            Some(p.conversation.id)
        );
    }

    async fn messages_move_to_the_end_of_another_conversation(store: &Store) {
        let p = made::person(store, Mode::Live).await;
        let mut from = p.conversation.clone();
        let mut into = made::conversation(&p.applicant);
        let mut tx = store.begin().await.unwrap();
        let tx = &mut tx;
        conversations::insert(tx, &into).await.unwrap();
        for talk in [&mut from, &mut into] {
            let mut message = made::message(talk, Author::Applicant, Visibility::Both);
            conversations::insert_message(tx, talk, &mut message).await.unwrap();
        }
        assert_eq!(conversations::move_messages(tx, &from, &mut into, 1).await.unwrap(), 1);
        conversations::update(tx, &mut into).await.unwrap();
        let readers = conversations::Readers::Staff;
        let places = async |tx: &mut Tx, of: &Conversation| -> Vec<i64> {
            let read = conversations::list_messages(tx, of.applicant, of.id, readers, 0, 9).await.unwrap();
            read.iter().map(|m| m.seq).collect()
        };
        assert_eq!((places(tx, &into).await, into.last_seq), (vec![1, 2], 2));
        assert_eq!(places(tx, &from).await, [1]);
        assert_eq!(conversations::move_messages(tx, &from, &mut into, 0).await.unwrap(), 1);
        assert_eq!(places(tx, &into).await.len(), 3);
        let versions = conversations::list_versions(tx, p.applicant.id, p.message.id).await.unwrap();
        assert_eq!(versions[0].conversation_id, into.id, "what it said before goes with it");
    }
}
