//! The few pieces of XML that our sheets are made of.

use std::fmt::Write;

use crate::read::date;
use crate::{Value, address};

/// Excel's own limit on the characters of a cell.
const LONGEST: usize = 32_767;

/// Text for XML: escaped, without what XML cannot hold, and within what a cell takes.
pub(crate) fn escape(text: &str, into: &mut String) {
    for character in text.chars().take(LONGEST) {
        match character {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\n' | '\t' => into.push(character),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => {}
            other => into.push(other),
        }
    }
}

/// A cell with this value in this style, or only the style where there is no value.
pub(crate) fn cell(column: u32, row: u32, style: u32, value: Option<&Value>, into: &mut String) {
    // Writing to a String cannot fail.
    let _ = match value {
        None => write!(into, r#"<c r="{}" s="{style}"/>"#, address(column, row)),
        Some(Value::Text(text) | Value::Fault(text)) => {
            let _ = write!(
                into,
                r#"<c r="{}" s="{style}" t="inlineStr"><is><t xml:space="preserve">"#,
                address(column, row)
            );
            escape(text, into);
            into.write_str("</t></is></c>")
        }
        Some(Value::Number(number)) if number.is_finite() => {
            write!(into, r#"<c r="{}" s="{style}"><v>{number}</v></c>"#, address(column, row))
        }
        Some(Value::Number(_)) => Ok(()),
        Some(Value::Date(moment)) => match date::serial(*moment) {
            serial @ 0.0.. => {
                write!(into, r#"<c r="{}" s="{style}"><v>{serial}</v></c>"#, address(column, row))
            }
            // Spreadsheets know no day before 1900.
            _ => {
                cell(column, row, style, Some(&Value::Text(moment.date().to_string())), into);
                Ok(())
            }
        },
        Some(Value::Bool(flag)) => {
            write!(
                into,
                r#"<c r="{}" s="{style}" t="b"><v>{}</v></c>"#,
                address(column, row),
                u8::from(*flag)
            )
        }
    };
}
