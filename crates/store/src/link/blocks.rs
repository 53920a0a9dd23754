//! Blocks as they are kept: on shelves, by the first bits of their hashes, for a row of its own would cost each member more than it
//! says.

use std::collections::BTreeSet;

use crate::database::{Connection, OptionalExtension, params};

use crate::error::Fault;
use crate::key::mix;

/// Bytes of a member on its shelf: the lower bits of a [`Member`], lowest byte first.
const ONE: usize = 6;
/// Bits of a member that are written on its shelf; those above name the shelf.
const WRITTEN: u32 = 44;

/// A member of a block: 31 bits of the block's hash, one that is set where it is wide, 32 of its event report's number. Blocks that
/// share a hash give more candidates, never fewer.
pub(super) type Member = u64;

pub(super) fn member(block: u64, wide: bool, id: i64) -> Member {
    mix(block) >> 33 << 33 | u64::from(wide) << 32 | u64::from(id as u32)
}

fn shelf(member: Member) -> i64 {
    (member >> WRITTEN) as i64
}

/// What of a member is its block.
fn block(member: Member) -> u64 {
    member >> 33
}

fn unpacked(shelf: i64, members: &[u8]) -> impl Iterator<Item = Member> {
    members.chunks_exact(ONE).map(move |one| {
        let written = one.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
        (shelf as u64) << WRITTEN | written
    })
}

fn packed(members: impl Iterator<Item = Member>) -> Vec<u8> {
    let written = |member: Member| (member & ((1 << WRITTEN) - 1)).to_le_bytes();
    members.flat_map(|member| written(member).into_iter().take(ONE)).collect()
}

fn read(db: &Connection, shelf: i64) -> Result<Vec<Member>, Fault> {
    let mut statement = db.prepare_cached("SELECT members FROM block WHERE shelf = ?1")?;
    let members: Option<Vec<u8>> = statement.query_row([shelf], |row| row.get(0)).optional()?;
    Ok(members.map(|members| unpacked(shelf, &members).collect()).unwrap_or_default())
}

fn put(db: &Connection, shelf: i64, members: impl Iterator<Item = Member>) -> Result<(), Fault> {
    let sql = "INSERT INTO block (shelf, members) VALUES (?1, ?2) ON CONFLICT (shelf) DO UPDATE SET members = excluded.members";
    db.prepare_cached(sql)?.execute(params![shelf, packed(members)])?;
    Ok(())
}

/// The numbers of the event reports in these blocks; with `true` beside a block only of those that are wide in it.
pub(super) fn met(db: &Connection, blocks: &[(u64, bool)]) -> Result<BTreeSet<i64>, Fault> {
    let mut asked: Vec<(Member, bool)> = blocks.iter().map(|&(block, wide)| (member(block, false, 0), wide)).collect();
    asked.sort_unstable();
    asked.dedup();
    let mut found = BTreeSet::new();
    for asked in asked.chunk_by(|(x, _), (y, _)| shelf(*x) == shelf(*y)) {
        for member in read(db, shelf(asked[0].0))? {
            let is_wide = member >> 32 & 1 == 1;
            if asked.iter().any(|&(name, only_wide)| block(name) == block(member) && (is_wide || !only_wide)) {
                found.insert(i64::from(member as u32));
            }
        }
    }
    Ok(found)
}

/// Adds members, which are sorted.
pub(super) fn add(db: &Connection, members: &[Member]) -> Result<(), Fault> {
    for new in members.chunk_by(|x, y| shelf(*x) == shelf(*y)) {
        let mut all: BTreeSet<Member> = read(db, shelf(new[0]))?.into_iter().collect();
        all.extend(new);
        put(db, shelf(new[0]), all.into_iter())?;
    }
    Ok(())
}

/// Keeps these members in place of all others.
pub(super) fn replace_all(db: &Connection, mut members: Vec<Member>) -> Result<(), Fault> {
    members.sort_unstable();
    members.dedup();
    db.execute_batch("DELETE FROM block;")?;
    for some in members.chunk_by(|x, y| shelf(*x) == shelf(*y)) {
        put(db, shelf(some[0]), some.iter().copied())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_back_from_their_shelf_whatever_their_number() {
        for id in [1, 255, 256, 70_000, i64::from(u32::MAX)] {
            for (number, wide) in [(0, false), (1, true), (u64::MAX, false), (1 << 40, true)] {
                let member = member(number, wide, id);
                let shelved: Vec<Member> = unpacked(shelf(member), &packed([member].into_iter())).collect();
                assert_eq!(shelved, [member]);
                assert_eq!((i64::from(member as u32), member >> 32 & 1 == 1), (id, wide));
            }
        }
        assert_ne!(block(member(1, false, 1)), block(member(2, false, 1)));
    }
}
