//! Shows what a workbook holds, read as a stranger's file is: `cargo run -p sheet --example show -- FILE [ROWS]`.

use sheet::{File, Met, Reader};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file");
    let most: u64 = arguments.next().map_or(10, |count| count.parse().expect("a count of rows"));
    let program = std::env::current_exe().unwrap();
    let program = program.parent().and_then(|examples| examples.parent()).unwrap().join("sheet-read");
    let mut reading = Reader::new(program, "read").read(File::open(path.as_ref()).unwrap()).unwrap();
    let mut shown = 0;
    let outcome = loop {
        match reading.next().await {
            Ok(Some(Met::Sheet { name, hidden })) => {
                shown = 0;
                println!("== {name}{}", if hidden { " (hidden)" } else { "" });
            }
            Ok(Some(Met::Row(row))) => {
                shown += 1;
                if shown <= most {
                    println!("{row:?}");
                }
            }
            Ok(None) => break Ok(reading.summary().cloned()),
            Err(fault) => break Err(fault),
        }
    };
    println!("{outcome:?}");
}
