//! Memory that lasts for one frame.
//!
//! What is made while a frame is looked at is dropped with its answer, so memory is handed out in a row and taken back
//! as a whole. That costs nothing to fetch, where the library's allocator is an eighth of a module.

use std::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::{memory_grow, memory_size},
    ptr::null_mut,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

unsafe extern "C" {
    /// Where the module's own data ends: the linker says it.
    static __heap_base: u8;
}

const PAGE: usize = 65_536;

/// Where the next piece begins; 0 before the first.
static NEXT: AtomicUsize = AtomicUsize::new(0);
/// Where the frame's room begins and the arena behind it.
static AFTER_ROOM: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ARENA: Arena = Arena;

struct Arena;

/// The frame's room, at one place for good: before everything that is made in the arena. Takes back what was made.
/// Null when there is not so much memory.
pub(crate) fn room(bytes: usize) -> *mut u8 {
    let start = bottom();
    let Some(end) = start.checked_add(bytes).filter(|&end| reach(end)) else { return null_mut() };
    AFTER_ROOM.store(end, Relaxed);
    NEXT.store(end, Relaxed);
    start as *mut u8
}

/// The room as it was asked for last.
///
/// # Safety
/// The slice is good until [`room`] is called again.
pub(crate) unsafe fn rgba<'a>() -> &'a [u8] {
    let (start, end) = (bottom(), AFTER_ROOM.load(Relaxed));
    // SAFETY: `room` saw to it that so much memory is there; nothing else lies in it.
    unsafe { std::slice::from_raw_parts(start as *const u8, end.saturating_sub(start)) }
}

/// Takes back everything that was made since the room was asked for.
pub(crate) fn clear() {
    NEXT.store(AFTER_ROOM.load(Relaxed), Relaxed);
}

fn bottom() -> usize {
    (&raw const __heap_base).addr().next_multiple_of(16)
}

/// Whether memory reaches so far; asks for more where it does not.
fn reach(end: usize) -> bool {
    let has = memory_size::<0>() * PAGE;
    end <= has || memory_grow::<0>((end - has).div_ceil(PAGE)) != usize::MAX
}

// SAFETY: pieces never overlap: each begins where the one before it ends, and only the last one grows or is taken back
// before `clear`, which is called when nothing of the arena is held. There is one thread.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let next = NEXT.load(Relaxed).max(bottom());
        let Some(start) = next.checked_next_multiple_of(layout.align()) else { return null_mut() };
        let Some(end) = start.checked_add(layout.size()).filter(|&end| reach(end)) else { return null_mut() };
        NEXT.store(end, Relaxed);
        start as *mut u8
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        if piece as usize + layout.size() == NEXT.load(Relaxed) {
            NEXT.store(piece as usize, Relaxed);
        }
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let (start, last) = (piece as usize, piece as usize + layout.size() == NEXT.load(Relaxed));
        if last {
            let Some(end) = start.checked_add(size).filter(|&end| reach(end)) else { return null_mut() };
            NEXT.store(end, Relaxed);
            return piece;
        }
        if size <= layout.size() {
            return piece;
        }
        // SAFETY: the caller promises a piece of this layout and a size that a layout can have.
        unsafe {
            let fresh = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !fresh.is_null() {
                std::ptr::copy_nonoverlapping(piece, fresh, layout.size());
            }
            fresh
        }
    }
}
