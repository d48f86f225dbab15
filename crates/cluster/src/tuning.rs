//! PostgreSQL's settings, from the machine's memory.

use std::fs;
use std::path::Path;

use crate::processes::cluster_name;

/// What the cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tuning {
    /// Durable, sized for the machine it shares with the application.
    #[default]
    Machine,
    /// Fast and small; loses data on a crash of the machine.
    Test,
}

const MB: u64 = 1 << 20;
const GB: u64 = 1 << 30;
const MAX_CONNECTIONS: u64 = 100;

impl Tuning {
    /// The text of `berdaya.conf` for the cluster in `pg`.
    pub(crate) fn conf(self, pg: &Path) -> String {
        let sized = match self {
            Tuning::Machine => format!("{}{WATCHFUL}", machine(memory(), shared_memory_is_small())),
            Tuning::Test => TEST.to_owned(),
        };
        format!("{HEAD}cluster_name = '{}'\n{ALWAYS}\n{sized}", cluster_name(pg))
    }
}

const HEAD: &str = "\
# Written anew at each start. Put your own settings into local.conf beside this file: they win.
";

/// Terse and without parameters: the log must not carry personal data, which DETAIL lines do.
const ALWAYS: &str = "\
listen_addresses = ''
unix_socket_permissions = 0700
logging_collector = off
log_destination = stderr
log_line_prefix = '%m [%p] %u %a '
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_duration_statement = 1000
log_lock_waits = on
log_timezone = 'UTC'
timezone = 'UTC'
lc_messages = 'C'
password_encryption = scram-sha-256
default_text_search_config = 'pg_catalog.simple'
jit = off
random_page_cost = 1.1
";

/// A list of a hundred thousand rows, or the nation's territories, change what the planner must know: after a minute of
/// the customary pause its plans for them would still be those of empty tables.
const WATCHFUL: &str = "autovacuum_naptime = 10s\n";

const TEST: &str = "\
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 50
shared_buffers = 64MB
wal_level = minimal
max_wal_senders = 0
max_wal_size = 1GB
checkpoint_timeout = 1h
autovacuum_naptime = 10min
";

/// The application lives on the same machine and gets the larger half of what PostgreSQL leaves to the
/// page cache, hence a fifth and not the customary quarter.
fn machine(memory: u64, small_shared_memory: bool) -> String {
    let shared_buffers = (memory / 5).clamp(32 * MB, 16 * GB) / MB;
    let cache = (memory / 2).max(64 * MB) / MB;
    let work = (memory / MAX_CONNECTIONS / 4).clamp(4 * MB, 64 * MB) / MB;
    let maintenance = (memory / 16).clamp(32 * MB, GB) / MB;
    let max_wal = (memory / 4).clamp(512 * MB, 8 * GB) / MB;
    let dynamic = if small_shared_memory { "dynamic_shared_memory_type = mmap\n" } else { "" };
    format!(
        "\
fsync = on
synchronous_commit = on
full_page_writes = on
max_connections = {MAX_CONNECTIONS}
shared_buffers = {shared_buffers}MB
huge_pages = try
effective_cache_size = {cache}MB
work_mem = {work}MB
maintenance_work_mem = {maintenance}MB
effective_io_concurrency = 100
wal_level = replica
wal_compression = on
max_wal_size = {max_wal}MB
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9
track_io_timing = on
autovacuum_vacuum_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.02
idle_in_transaction_session_timeout = 10min
{dynamic}"
    )
}

/// What this process may use: the machine's memory, or less if its control group says so.
fn memory() -> u64 {
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        .into_iter()
        .filter_map(|file| fs::read_to_string(file).ok()?.trim().parse().ok());
    limits.chain(total(&meminfo)).min().unwrap_or(GB)
}

fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1024)
}

/// Containers often get 64 MB of `/dev/shm`, where parallel queries would then fail.
fn shared_memory_is_small() -> bool {
    rustix::fs::statvfs("/dev/shm").is_ok_and(|stat| stat.f_blocks * stat.f_frsize < 256 * MB)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(memory: u64, name: &str) -> String {
        let conf = machine(memory, false);
        let line = conf.lines().find_map(|line| line.strip_prefix(&format!("{name} = "))).unwrap();
        line.to_owned()
    }

    #[test]
    fn memory_settings_follow_the_machine_within_bounds() {
        let table = [
            // memory, shared_buffers, work_mem, maintenance_work_mem
            (256 * MB, "51MB", "4MB", "32MB"),
            (2 * GB, "409MB", "5MB", "128MB"),
            (16 * GB, "3276MB", "40MB", "1024MB"),
            (256 * GB, "16384MB", "64MB", "1024MB"),
        ];
        for (memory, shared, work, maintenance) in table {
            assert_eq!(setting(memory, "shared_buffers"), shared);
            assert_eq!(setting(memory, "work_mem"), work);
            assert_eq!(setting(memory, "maintenance_work_mem"), maintenance);
        }
    }

    #[test]
    fn real_data_is_always_durable() {
        for name in ["fsync", "synchronous_commit", "full_page_writes"] {
            assert_eq!(setting(GB, name), "on");
        }
    }

    #[test]
    fn small_shared_memory_is_not_relied_on() {
        assert!(machine(GB, true).contains("dynamic_shared_memory_type = mmap"));
        assert!(!machine(GB, false).contains("dynamic_shared_memory_type"));
        assert_eq!(total("MemTotal:       24000000 kB\nMemFree: 1 kB"), Some(24_576_000_000));
    }
}
