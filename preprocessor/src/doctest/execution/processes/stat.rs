//! What the system says of a process in `/proc/ID/stat`.

/// What is of use here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stat {
    /// The number of its parent.
    pub(super) parent: i32,
    /// When it started, in ticks since the system did.
    pub(super) started: u64,
    /// Bytes of memory that it has of its own or shares.
    pub(super) memory: u64,
    /// Whether its first thread has ended.
    dead: bool,
    /// Whether its first thread still has memory.
    has_memory: bool,
    threads: u64,
}

impl Stat {
    /// That of a process, if there is one with this number.
    pub(super) fn of(id: i32) -> Option<Self> {
        let mut stat = Self::parse(&read(id)?)?;
        if stat.is_headless() {
            // The memory is still there, and only the other threads show it.
            stat.memory = Self::parse(&read(witness(id))?).map_or(0, |other| other.memory);
        }
        Some(stat)
    }

    /// Reads a line. The name in parentheses may hold anything.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let page = u64::try_from(rustix::param::page_size()).ok()?;
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
        Some(Self {
            dead: matches!(*fields.first()?, "Z" | "X"),
            parent: fields.get(1)?.parse().ok()?,
            threads: number(17)?,
            started: number(19)?,
            has_memory: number(20)? > 0,
            memory: number(21)?.saturating_mul(page),
        })
    }

    /// Whether nothing of it runs any more. A process whose first thread has ended looks so, too,
    /// while its other threads go on.
    pub(super) fn is_over(&self) -> bool {
        self.dead && self.threads <= 1
    }

    /// Whether it has given up its memory, and with it its program: it is about to end.
    pub(super) fn is_ending(&self) -> bool {
        !self.has_memory && self.threads <= 1
    }

    /// Whether it runs without its first thread.
    fn is_headless(&self) -> bool {
        !self.has_memory && self.threads > 1
    }
}

/// The number under which `/proc` shows the memory, the open files and the command line of a
/// process: that of another thread where the first has ended, else its own.
pub(super) fn witness(id: i32) -> i32 {
    let stat = |id: i32| Stat::parse(&read(id)?);
    if !stat(id).is_some_and(|stat| stat.is_headless()) {
        return id;
    }
    let tasks = std::fs::read_dir(format!("/proc/{id}/task"));
    let mut tasks = tasks
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|task| task.file_name().to_str()?.parse().ok());
    tasks
        .find(|task| stat(*task).is_some_and(|stat| stat.has_memory))
        .unwrap_or(id)
}

/// The name of the program in a line of `/proc/ID/stat`.
pub(super) fn name(text: &str) -> &str {
    let name = text
        .split_once('(')
        .and_then(|(_, rest)| rest.rsplit_once(')'));
    name.map_or("", |(name, _)| name)
}

fn read(id: i32) -> Option<String> {
    std::fs::read_to_string(format!("/proc/{id}/stat")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line with the state, the number of threads, the bytes of address space and the pages.
    fn line(state: &str, threads: u32, size: u32, pages: u32) -> String {
        format!(
            "42 (a) b) {state} 7 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 {threads} 0 777 {size} {pages} 18446744073709551615 1"
        )
    }

    #[test]
    fn a_line_of_proc_is_read() {
        let text = line("S", 1, 4096, 25);
        let stat = Stat::parse(&text).unwrap();
        assert_eq!((stat.parent, stat.started), (7, 777));
        let page = u64::try_from(rustix::param::page_size()).unwrap();
        assert_eq!(stat.memory, 25 * page);
        assert!(!stat.is_over() && !stat.is_ending());
        assert_eq!(name(&text), "a) b");
    }

    #[test]
    fn what_ends_and_what_only_looks_so() {
        let of = |state, threads, size| {
            let stat = Stat::parse(&line(state, threads, size, 0)).unwrap();
            (stat.is_over(), stat.is_ending(), stat.is_headless())
        };
        assert_eq!(of("Z", 1, 0), (true, true, false));
        // Between giving up its memory and becoming a zombie.
        assert_eq!(of("R", 1, 0), (false, true, false));
        // Its first thread has ended, another runs.
        assert_eq!(of("Z", 2, 0), (false, false, true));
    }
}
