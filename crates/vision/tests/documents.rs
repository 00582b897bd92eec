//! Documents are found on drawn scenes: turned, tilted, cut off, two at once, none.

mod common;

use common::{Scene, corner_error, seen, seen_through};
use proofdesk_domain::picture::Edge;
use proofdesk_vision::{find_documents, find_far_document};

#[test]
fn at_any_turn_and_tilt() {
    let mut failures = Vec::new();
    for (turn, tilt, towards, size) in [
        (0.0, 0.0, 0.0, 0.7),
        (7.0, 0.0, 0.0, 0.75),
        (-18.0, 10.0, 30.0, 0.6),
        (33.0, 20.0, 90.0, 0.6),
        (45.0, 0.0, 0.0, 0.55),
        (90.0, 12.0, 0.0, 0.5),
        (100.0, 25.0, 45.0, 0.5),
        (180.0, 30.0, 0.0, 0.6),
        (3.0, 45.0, 0.0, 0.6),
        (12.0, 45.0, 90.0, 0.6),
        (-60.0, 40.0, 20.0, 0.5),
        (2.0, 0.0, 0.0, 0.93),
        (5.0, 5.0, 0.0, 0.25),
    ] {
        let scene = Scene::default();
        let truth = seen(&scene, size, turn, tilt, towards, (0.5, 0.5));
        let picture = scene.draw(&[truth]);
        let found = find_documents(&picture);
        let error = found.first().map_or(f32::INFINITY, |f| corner_error(&f.corners, &truth));
        eprintln!("turn {turn} tilt {tilt} towards {towards}: {error:.1} {found:?}");
        if found.len() != 1
            || error > 6.0
            || (found[0].tilt_degrees - tilt).abs() > 8.0
            || !found[0].cut_edges.is_empty()
        {
            failures.push((turn, tilt, towards, size, found.len(), error));
        }
    }
    assert!(failures.is_empty(), "{failures:?}");
}

#[test]
fn steeply_through_a_longer_lens() {
    for (lens, turn, towards) in [(1.2, 0.0, 0.0), (1.6, 0.0, 90.0), (1.6, 90.0, 0.0), (1.4, 40.0, 40.0)] {
        let scene = Scene::default();
        let truth = seen_through(lens, &scene, 0.55, (turn, 45.0, towards), (0.5, 0.5));
        let found = find_documents(&scene.draw(&[truth]));
        assert_eq!(found.len(), 1, "{found:?}");
        let error = corner_error(&found[0].corners, &truth);
        // One of the two shapes that documents have: which one, the corners alone do not tell.
        let aspect = found[0].aspect.max(1.0 / found[0].aspect);
        let shaped = [1.585, 1.42].iter().any(|shape| (aspect / shape - 1.0).abs() < 0.06);
        assert!(
            error < 6.0 && shaped && (found[0].tilt_degrees - 45.0).abs() < 12.0,
            "{lens} {turn}: {error} {found:?}"
        );
    }
}

#[test]
fn on_difficult_desks() {
    for (desk, grain, noise) in [
        ([205.0, 200.0, 196.0], 3.0, 3.0),
        ([128.0, 60.0, 40.0], 40.0, 6.0),
        ([20.0, 22.0, 25.0], 2.0, 12.0),
        ([235.0, 236.0, 234.0], 0.0, 2.0),
    ] {
        let paper = if desk[0] > 220.0 { [205.0, 214.0, 222.0] } else { [226.0, 230.0, 222.0] };
        let scene = Scene { desk, grain, noise, paper, ..Scene::default() };
        let truth = seen(&scene, 0.66, -9.0, 14.0, 60.0, (0.48, 0.53));
        let found = find_documents(&scene.draw(&[truth]));
        let error = found.first().map_or(f32::INFINITY, |f| corner_error(&f.corners, &truth));
        assert!(found.len() == 1 && error < 6.0, "desk {desk:?}: {error} {found:?}");
    }
}

#[test]
fn cut_off_by_an_edge() {
    for (at, turn, edge) in [
        ((0.84, 0.5), 2.0, Edge::Right),
        ((0.17, 0.5), -3.0, Edge::Left),
        ((0.5, 0.9), 1.0, Edge::Bottom),
        ((0.5, 0.08), 4.0, Edge::Top),
    ] {
        let scene = Scene::default();
        let truth = seen(&scene, 0.6, turn, 8.0, 20.0, at);
        let found = find_documents(&scene.draw(&[truth]));
        assert_eq!(found.len(), 1, "{edge:?} {found:?}");
        let edges: Vec<Edge> = found[0].cut_edges.iter().map(|c| c.0).collect();
        eprintln!("{edge:?}: {found:?} truth {truth:?}");
        assert_eq!(edges, [edge], "{found:?}");
        let error = corner_error(&found[0].corners, &truth);
        assert!(error < 130.0, "{edge:?}: {error} {found:?}");
    }
}

#[test]
fn two_at_once() {
    let scene = Scene::default();
    let one = seen(&scene, 0.42, 4.0, 0.0, 0.0, (0.26, 0.5));
    let two = seen(&scene, 0.42, -6.0, 0.0, 0.0, (0.74, 0.48));
    let found = find_documents(&scene.draw(&[one, two]));
    assert_eq!(found.len(), 2, "{found:?}");
    for truth in [one, two] {
        assert!(found.iter().any(|f| corner_error(&f.corners, &truth) < 6.0), "{found:?}");
    }
}

#[test]
fn none_on_an_empty_desk() {
    for grain in [0.0, 10.0, 40.0] {
        let scene = Scene { grain, ..Scene::default() };
        let found = find_documents(&scene.draw(&[]));
        assert!(found.is_empty(), "{grain}: {found:?}");
    }
}

#[test]
fn a_flat_scan_fills_the_picture() {
    let scene = Scene { width: 1284, height: 810, ..Scene::default() };
    let whole = proofdesk_domain::picture::Quad::rect(0.0, 0.0, 1284.0, 810.0);
    // Slightly beyond the picture, as scanners crop.
    let over = proofdesk_domain::picture::Quad::rect(-9.0, -6.0, 1302.0, 822.0);
    let found = find_documents(&scene.draw(&[over]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].fills_picture);
    assert!(corner_error(&found[0].corners, &whole) < 1.0);
}

#[test]
fn far_away_it_is_found_by_its_print_or_its_paper() {
    for (at, turn) in [((0.3, 0.35), 4.0), ((0.7, 0.6), -20.0), ((0.93, 0.93), 0.0)] {
        let scene = Scene { grain: 4.0, ..Scene::default() };
        let truth = seen(&scene, 0.1, turn, 5.0, 20.0, at);
        let found = find_far_document(&scene.draw(&[truth]));
        let error = found.as_ref().map_or(f32::INFINITY, |f| corner_error(&f.corners, &truth));
        assert!(error < 6.0, "{at:?}: {error} {found:?}");
    }
    // So far that its print is plain only at the picture's own size.
    let scene = Scene { grain: 4.0, ..Scene::default() };
    let truth = seen(&scene, 0.042, 4.0, 5.0, 20.0, (0.3, 0.35));
    let found = find_far_document(&scene.draw(&[truth]));
    let error = found.as_ref().map_or(f32::INFINITY, |f| corner_error(&f.corners, &truth));
    assert!(error < 6.0, "{error} {found:?}");
    // And so far on cloth, which itself looks like print, that only its paper stands out.
    let weave = Scene { desk: [120.0, 118.0, 112.0], grain: 4.0, noise: 30.0, ..Scene::default() };
    let truth = seen(&weave, 0.08, -6.0, 5.0, 20.0, (0.6, 0.4));
    let found = find_far_document(&weave.draw(&[truth]));
    let error = found.as_ref().map_or(f32::INFINITY, |f| corner_error(&f.corners, &truth));
    assert!(error < 6.0, "{error} {found:?}");
    assert_eq!(find_far_document(&weave.draw(&[])), None);
    for grain in [0.0, 14.0, 40.0] {
        assert_eq!(find_far_document(&Scene { grain, ..Scene::default() }.draw(&[])), None);
    }
}
