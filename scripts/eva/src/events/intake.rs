//! Lines on their way into the analyser: on this thread, or in blocks on several.

pub(crate) mod lines;

use std::{
    collections::BTreeMap,
    fs::{File, TryLockError},
    io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use event_analysis::Analyser;

use crate::Failure;

/// Lines that are looked at together: as many events as the analyser's window holds, so that a block is one.
const BLOCK_LINES: usize = 65_536;
/// A block ends here, whatever its lines.
const BLOCK_BYTES: usize = 64 << 20;

/// Why the lines could not be taken.
#[derive(Debug, thiserror::Error)]
enum IntakeError {
    /// A thread ended before its work did.
    #[error("a thread of the analysis ended before its work did; try --threads 1")]
    Thread,
}

/// Takes the lines of a corpus, one after the other.
pub(crate) struct Intake {
    analyser: Analyser,
    /// How many events were there before.
    resumed: u64,
    lines: u64,
    workers: Option<Workers>,
    threads: usize,
    /// So many lines are a block.
    block_lines: usize,
    block: Block,
    kept: Option<BufWriter<File>>,
}

impl Intake {
    /// The lines go into this analyser, on so many threads; and into a file, if one is named.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn new(analyser: Analyser, threads: usize, keep: Option<&Path>) -> io::Result<Self> {
        let resumed = analyser.events();
        // Line numbers go on where a state stopped, and so do the lines that they are of.
        let goes_on = analyser.lines() > 0;
        let kept = keep.map(|path| keep_in(path, goes_on)).transpose()?.map(BufWriter::new);
        Ok(Self {
            analyser,
            resumed,
            lines: 0,
            workers: None,
            threads,
            block_lines: BLOCK_LINES,
            block: Block::default(),
            kept,
        })
    }

    /// How many lines were taken.
    pub(crate) const fn lines(&self) -> u64 {
        self.lines
    }

    /// Puts the kept lines where a crash does not reach them.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn keep_safe(&mut self) -> io::Result<()> {
        match &mut self.kept {
            Some(kept) => kept.flush().and_then(|()| kept.get_ref().sync_data()),
            None => Ok(()),
        }
    }

    /// Takes the next line.
    ///
    /// # Errors
    /// When a thread or the file fails.
    pub(crate) fn line(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.lines += 1;
        if let Some(kept) = &mut self.kept {
            kept.write_all(line)?;
            kept.write_all(b"\n")?;
        }
        if self.is_parallel() {
            self.block.line(line);
            self.pass_on(false)
        } else {
            self.analyser.line(line);
            Ok(())
        }
    }

    /// Takes note of a line that could not be read.
    ///
    /// # Errors
    /// When a thread or the file fails.
    pub(crate) fn unreadable(&mut self, reason: &str) -> Result<(), Failure> {
        self.lines += 1;
        if let Some(kept) = &mut self.kept {
            kept.write_all(b"\n")?;
        }
        if self.is_parallel() {
            self.block.unreadable(reason);
            self.pass_on(false)
        } else {
            self.analyser.unreadable_line(reason);
            Ok(())
        }
    }

    /// The analyser that has seen all lines, and how many of them were events.
    ///
    /// # Errors
    /// When a thread or the file fails.
    pub(crate) fn finish(mut self) -> Result<(Analyser, u64), Failure> {
        self.pass_on(true)?;
        if let Some(mut workers) = self.workers.take() {
            workers.finish(&mut self.analyser)?;
        }
        if let Some(kept) = &mut self.kept {
            kept.flush()?;
        }
        let events = self.analyser.events() - self.resumed;
        // A report of events that still wait is made on a copy of all that is known.
        self.analyser.settle();
        Ok((self.analyser, events))
    }

    /// The first lines show what the places mean and so go one way only; the others need not wait for each other.
    const fn is_parallel(&self) -> bool {
        self.threads > 1 && self.lines > self.block_lines as u64
    }

    fn pass_on(&mut self, is_last: bool) -> Result<(), Failure> {
        if self.block.ends.is_empty() || !(is_last || self.block.is_full(self.block_lines)) {
            return Ok(());
        }
        let workers = match &mut self.workers {
            Some(workers) => workers,
            none => {
                self.analyser.settle();
                none.insert(Workers::start(self.threads, &self.analyser))
            }
        };
        workers.look(std::mem::take(&mut self.block), &mut self.analyser)
    }
}

/// The file that lines are kept in. What is there already may be all that is left of a queue: it is never cut, and nobody else writes at the same time.
fn keep_in(path: &Path, goes_on: bool) -> io::Result<File> {
    // Whole events: they are nobody else's.
    let mut file = File::options().create(true).read(true).append(true).mode(0o600).open(path)?;
    let named = |kind, what: &str| io::Error::new(kind, format!("`{}` {what}; name another file", path.display()));
    // Where there are no locks nobody can tell.
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        return Err(named(io::ErrorKind::ResourceBusy, "is written by another analysis"));
    }
    let length = file.metadata()?.len();
    if length > 0 && !goes_on {
        let what = "is there already, and what is in it may be nowhere else";
        return Err(named(io::ErrorKind::AlreadyExists, what));
    }
    // A crash may have cut the last line off: the next one must not go on from it.
    let mut last = [b'\n'];
    if length > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        file.write_all(b"\n")?;
    }
    Ok(file)
}

/// Some lines, and the reasons instead of those that could not be read.
#[derive(Default)]
struct Block {
    text: Vec<u8>,
    ends: Vec<(usize, Option<Box<str>>)>,
}

impl Block {
    fn line(&mut self, line: &[u8]) {
        self.text.extend_from_slice(line);
        self.ends.push((self.text.len(), None));
    }

    fn unreadable(&mut self, reason: &str) {
        self.ends.push((self.text.len(), Some(reason.into())));
    }

    fn is_full(&self, lines: usize) -> bool {
        self.ends.len() >= lines || self.text.len() >= BLOCK_BYTES
    }

    fn into(self, analyser: &mut Analyser) {
        let mut start = 0;
        for (end, unreadable) in self.ends {
            match unreadable {
                Some(reason) => analyser.unreadable_line(&reason),
                None => analyser.line(self.text.get(start..end).unwrap_or_default()),
            }
            start = end;
        }
    }
}

/// Threads that look at a block each, and what they found, which is merged in the order of the lines.
struct Workers {
    template: Analyser,
    blocks: Option<mpsc::Sender<(u64, Analyser, Block)>>,
    seen: mpsc::Receiver<(u64, Analyser)>,
    waiting: BTreeMap<u64, Analyser>,
    sent: u64,
    merged: u64,
    /// So many blocks are in memory at most.
    limit: u64,
}

impl Workers {
    fn start(threads: usize, learned: &Analyser) -> Self {
        let (blocks, queue) = mpsc::channel::<(u64, Analyser, Block)>();
        let (done, seen) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..threads {
            let (queue, done) = (Arc::clone(&queue), done.clone());
            thread::spawn(move || {
                // The lock is held until a block comes, and released before it is looked at.
                let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
                while let Some((number, mut part, block)) = next() {
                    block.into(&mut part);
                    part.settle();
                    if done.send((number, part)).is_err() {
                        return;
                    }
                }
            });
        }
        let limit = threads as u64 + 1;
        let template = learned.part();
        Self { template, blocks: Some(blocks), seen, waiting: BTreeMap::new(), sent: 0, merged: 0, limit }
    }

    fn look(&mut self, block: Block, whole: &mut Analyser) -> Result<(), Failure> {
        while self.sent - self.merged >= self.limit {
            self.merge_next(whole)?;
        }
        let work = (self.sent, self.template.clone(), block);
        self.blocks.as_ref().and_then(|blocks| blocks.send(work).ok()).ok_or(IntakeError::Thread)?;
        self.sent += 1;
        Ok(())
    }

    fn finish(&mut self, whole: &mut Analyser) -> Result<(), Failure> {
        self.blocks = None;
        while self.merged < self.sent {
            self.merge_next(whole)?;
        }
        Ok(())
    }

    /// Waits for one more block, and merges what is next in the order of the lines.
    fn merge_next(&mut self, whole: &mut Analyser) -> Result<(), Failure> {
        let (number, part) = self.seen.recv().map_err(|_| IntakeError::Thread)?;
        self.waiting.insert(number, part);
        while let Some(part) = self.waiting.remove(&self.merged) {
            whole.merge(part)?;
            self.merged += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "intake.test.rs"]
mod tests;
