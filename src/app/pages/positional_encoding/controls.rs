//! The knobs of both labs.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::positional_encoding::Number;

/// One knob a number, in this order.
pub fn knobs(page: Page, numbers: &[Number]) -> Vec<AnyView> {
    let all = page.see(|lesson| Number::ALL.map(|number| lesson.get(number)));
    numbers.iter().map(|number| knob(page, *number, all)).collect()
}

fn knob(page: Page, number: Number, all: Memo<[f64; 8]>) -> AnyView {
    let info = number.info();
    let stored = Memo::new(move |_| all.with(|all| all[number as usize]));
    let value = two_way(stored, move |value| page.act(|lesson| lesson.set_number(number, value)));
    let spec = if info.logarithmic {
        KnobSpec::log(info.min, info.max, info.digits)
    } else {
        KnobSpec::whole(info.min, info.max, 1.0)
    };
    view! {
        <div title=info.help>
            <Knob label=info.label value spec />
        </div>
    }
    .into_any()
}

/// What follows from the numbers as they stand, in small print.
pub fn remarks(page: Page) -> AnyView {
    let remarks = page.see(|lesson| lesson.remarks());
    let list = move || remarks.get().into_iter().map(|remark| paragraph(fixed(&remark))).collect::<Vec<AnyView>>();
    view! { <div class="position-remarks" role="status">{list}</div> }.into_any()
}
