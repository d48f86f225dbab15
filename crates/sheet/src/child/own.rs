//! What the reading process does.

use std::ffi::OsString;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::wire::{self, Frame};
use crate::{Fault, Limits};

/// Reads the workbook on standard input and tells what it meets on standard output: what the hidden subcommand of a program
/// does with the arguments behind its own name. Takes away its own right to more memory, time and files first.
pub fn serve(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let limits =
        arguments.into_iter().next().and_then(|text| serde_json::from_str::<Limits>(text.to_str()?).ok());
    let Some(limits) = limits else { return ExitCode::from(2) };
    let Ok(file) = rustix::io::dup(rustix::stdio::stdin()) else { return ExitCode::FAILURE };
    confine(&limits);
    let mut sink = BufWriter::with_capacity(64 * 1024, std::io::stdout().lock());
    let mut held = Vec::new();
    // A parser that panics on a damaged file must not look like one that was killed.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        crate::read(std::fs::File::from(file), &limits, &mut |met| {
            match wire::write(&mut sink, &mut held, &Frame::Met(met)) {
                Ok(()) => ControlFlow::Continue(()),
                // The parent is gone, or does not want more.
                Err(_) => ControlFlow::Break(()),
            }
        })
    }));
    let last = match outcome {
        Ok(Ok(summary)) => Frame::Done(summary),
        Ok(Err(fault)) => Frame::Failed(fault),
        Err(_) => Frame::Failed(Fault::damaged("file")),
    };
    match wire::write(&mut sink, &mut Vec::new(), &last).and_then(|()| sink.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Whatever cannot be taken away here is still bounded by the limits that the reader keeps itself.
fn confine(limits: &Limits) {
    let set = |resource: Resource, most: u64| {
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    };
    set(Resource::As, limits.memory_bytes);
    // At the first the kernel sends SIGXCPU; the second kills.
    let seconds =
        Rlimit { current: Some(limits.cpu_seconds), maximum: Some(limits.cpu_seconds.saturating_add(1)) };
    let _ = setrlimit(Resource::Cpu, seconds);
    set(Resource::Core, 0);
    set(Resource::Fsize, 0);
    set(Resource::Nofile, 0);
    set(Resource::Nproc, 0);
}
