//! Where a picture carries print: many small strokes side by side.

use crate::picture::Picture;

/// Side of a tile in pixels.
const TILE: usize = 16;

/// Which tiles of a small picture carry print.
pub(super) struct Print {
    columns: usize,
    rows: usize,
    marked: Vec<bool>,
}

impl Print {
    /// Looks for rows of strokes: brightness that rises and falls again within a few pixels,
    /// several times in a tile, by a clear step.
    pub(super) fn of(picture: &Picture) -> Self {
        let luma = picture.luma();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let (columns, rows) = (width / TILE, height / TILE);
        let mut marked = vec![false; columns * rows];
        for row in 0..rows {
            for column in 0..columns {
                let mut turns = 0;
                for y in row * TILE..(row + 1) * TILE {
                    let start = y * width + column * TILE;
                    turns += turning_points(&luma.pixels()[start..start + TILE]);
                }
                marked[row * columns + column] = turns >= TILE as u32 * 5 / 4;
            }
        }
        Self { columns, rows, marked }
    }

    /// Share of the tiles within the rectangle (shares of width and height) that carry print.
    pub(super) fn share(&self, left: f32, top: f32, right: f32, bottom: f32) -> f32 {
        let index = |part: f32, count: usize| ((part * count as f32).round() as usize).min(count);
        let (from_x, to_x) = (index(left, self.columns), index(right, self.columns));
        let (from_y, to_y) = (index(top, self.rows), index(bottom, self.rows));
        let mut seen = (0_u32, 0_u32);
        for y in from_y..to_y {
            for x in from_x..to_x {
                seen.0 += u32::from(self.marked[y * self.columns + x]);
                seen.1 += 1;
            }
        }
        seen.0 as f32 / seen.1.max(1) as f32
    }

    /// Places where print hangs together.
    pub(super) fn patches(&self, most: f32) -> Vec<[f32; 4]> {
        patches(self.marked.clone(), self.columns, most)
    }
}

/// Places where what is marked hangs together, as left, top, right, bottom (shares of width and height): those that are
/// no wider or higher than `most` and no mere line, the largest first.
pub(super) fn patches(mut marked: Vec<bool>, columns: usize, most: f32) -> Vec<[f32; 4]> {
    let rows = marked.len() / columns.max(1);
    let mut patches: Vec<(usize, [f32; 4])> = Vec::new();
    let mut first = 0;
    while let Some(start) = marked[first..].iter().position(|&marked| marked).map(|at| first + at) {
        first = start;
        marked[start] = false;
        let mut tiles = vec![start];
        let mut next = 0;
        let (mut from, mut to) = ((columns, rows), (0, 0));
        while let Some(&tile) = tiles.get(next) {
            next += 1;
            let (x, y) = (tile % columns, tile / columns);
            from = (from.0.min(x), from.1.min(y));
            to = (to.0.max(x + 1), to.1.max(y + 1));
            for near_y in y.saturating_sub(1)..(y + 2).min(rows) {
                for near_x in x.saturating_sub(1)..(x + 2).min(columns) {
                    let near = near_y * columns + near_x;
                    if std::mem::take(&mut marked[near]) {
                        tiles.push(near);
                    }
                }
            }
        }
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let small = across as f32 <= most * columns as f32 && down as f32 <= most * rows as f32;
        if small && across.min(down) >= 2 && tiles.len() * 2 >= across * down {
            let share = |at: usize, of: usize| at as f32 / of as f32;
            let place =
                [share(from.0, columns), share(from.1, rows), share(to.0, columns), share(to.1, rows)];
            patches.push((tiles.len(), place));
        }
    }
    patches.sort_by_key(|patch| std::cmp::Reverse(patch.0));
    patches.into_iter().map(|(_, place)| place).collect()
}

/// Changes between rising and falling, each by a clear step.
fn turning_points(line: &[u8]) -> u32 {
    const STEP: i32 = 14;
    let (mut turns, mut direction, mut extreme) = (0, 0_i32, i32::from(line[0]));
    for &value in &line[1..] {
        let value = i32::from(value);
        match direction {
            1 if value > extreme => extreme = value,
            -1 if value < extreme => extreme = value,
            _ if (value - extreme).abs() >= STEP => {
                direction = (value - extreme).signum();
                extreme = value;
                turns += 1;
            }
            _ => {}
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_are_print_and_slopes_are_not() {
        let strokes: Vec<u8> = (0..16).map(|x| if x % 4 < 2 { 20 } else { 220 }).collect();
        let slope: Vec<u8> = (0..16).map(|x| x * 15).collect();
        assert!(turning_points(&strokes) >= 6);
        assert_eq!(turning_points(&slope), 1);
        assert_eq!(turning_points(&[128; 16]), 0);
    }
}
