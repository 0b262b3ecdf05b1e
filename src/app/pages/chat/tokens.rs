//! The last answer token by token, and the one that is under glass.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::chat::Chat;
use viz::scale::Scale;

/// Bits from which a token has the strongest colour.
const MOST_BITS: f64 = 8.0;

pub fn tokens(page: Page) -> AnyView {
    let any = page.see(|chat| chat.exchanges.last().is_some_and(|it| it.tree.len() > it.tree.prompt_len()));
    let body = move || {
        let strip = page.see(|chat| chat.strip());
        let words =
            Signal::derive(move || strip.with(|all| all.iter().map(|token| token.text.clone()).collect::<Vec<_>>()));
        let bits = Signal::derive(move || strip.with(|all| all.iter().map(|token| token.bits).collect::<Vec<_>>()));
        let mark = page.see(|chat| chat.strip_mark());
        let pick = Callback::new(move |at: usize| {
            page.act(|chat| {
                let place = chat.place_of(at);
                chat.look_at(place)
            });
        });
        view! {
            {caption(fixed("The last answer, token by token"))}
            {note(fixed("Colour: how surprising the token was, from 0 to 8 bits. Pick one to see what could have stood there."))}
            <TokenStrip
                label="Tokens of the answer"
                tokens=words
                values=bits
                scale=Signal::stored(Scale::Sequential { min: 0.0, max: MOST_BITS })
                mark
                on_pick=pick
                flow=true
            />
            {note(page.see(|chat| chat.glass_words()))}
            {glass(page)}
        }
        .into_any()
    };
    view! { <div class="chat-tokens">{when(any, body)}</div> }.into_any()
}

fn glass(page: Page) -> AnyView {
    let open = page.see(|chat| chat.looked.is_some());
    let body = move || {
        let lens = ["After", "Would say", "Chosen", "Rank", "Entropy, bits"];
        let lens: Vec<(String, &'static str)> = lens.map(|name| (name.to_owned(), "")).to_vec();
        let search = page.see(|chat| chat.search.clone());
        let typed = move |text: String| {
            page.act(|chat| {
                chat.search = text;
                chat.ask_look()
            });
        };
        view! {
            <div class="chat-glass">
                <div>
                    {caption(fixed("What could have stood here"))}
                    {text_line(fixed("Search all 49,152 tokens"), search, typed)}
                    {note(page.see(|chat| chat.search_note()))}
                    {sheet("Candidates", Signal::stored(Chat::candidate_columns()), page.see(|chat| chat.candidate_rows()))}
                    {branches(page)}
                </div>
                <div>
                    {caption(fixed("What each layer would have said"))}
                    {sheet("Logit lens", Signal::stored(lens), page.see(|chat| chat.lens_rows()))}
                </div>
            </div>
            {attention(page)}
        }
        .into_any()
    };
    when(open, body)
}

/// Another token in this place, and the model writes on from there.
fn branches(page: Page) -> AnyView {
    let pieces = page.see(|chat| {
        let chosen = chat.looked.as_ref().and_then(|looked| looked.look.chosen);
        let others = chat.candidates().iter().map(|it| it.piece.clone()).filter(|piece| Some(piece.token) != chosen);
        others.take(6).collect::<Vec<_>>()
    });
    let busy = page.see(|chat| chat.is_busy());
    let one = move |piece: protocol::writing::Piece| {
        let words = viz::token_strip::shown(&lessons::writing::spell(&piece.bytes).text);
        let take = move || {
            let piece = piece.clone();
            page.act(|chat| match chat.place {
                Some(place) => chat.branch(place, piece),
                None => Vec::new(),
            });
        };
        button(fixed(&words), busy, take)
    };
    let all = move || pieces.get().into_iter().map(one).collect::<Vec<AnyView>>();
    view! {
        {caption(fixed("Write on from here with another token"))}
        <div class="part-pair">{all}</div>
    }
    .into_any()
}

/// The heads of one layer, for the token that was written here.
fn attention(page: Page) -> AnyView {
    let layers = page.see(|chat| chat.shelf.store.facts().map_or(30, |facts| facts.layers));
    let layer = two_way(page.see(|chat| f64::from(chat.layer + 1)), move |value| {
        page.act(|chat| {
            chat.layer = value as u32 - 1;
            chat.ask_look()
        });
    });
    let grid = page.see(|chat| chat.attention());
    let columns = Signal::derive(move || grid.with(|grid| grid.cols));
    let said = RwSignal::new(String::new());
    let hover = Callback::new(move |cell: Option<(usize, usize)>| {
        said.set(cell.map_or(String::new(), |cell| page.peek(|chat| chat.attention_words(cell))));
    });
    let describe = Callback::new(move |cell| page.peek(|chat| chat.attention_words(cell)));
    let spec = move || KnobSpec::whole(1.0, f64::from(layers.get_untracked().max(1)), 1.0);
    view! {
        {caption(fixed("Where the heads of one layer looked"))}
        <Knob label="Layer" value=layer spec=spec() />
        <Lanes columns>
            <Heatmap
                label="heads"
                grid
                scale=Signal::stored(Scale::Sequential { min: 0.0, max: 1.0 })
                on_hover=hover
                describe
                height=6.0
            />
        </Lanes>
        {note(said)}
        {note(fixed("A row is a head, a column a token before this place, the last 160 of them. The first token of a text often takes what a head has no use for."))}
    }
    .into_any()
}
