//! The handler under the attribute.

use macro_fault::Faults;
use proc_macro2::TokenStream;
use syn::{FnArg, Ident, ItemFn, Pat, Type};

const EXAMPLE: &str =
    "pub async fn get_account(account_id: AccountId, State(app): State<App>) -> Result<Response, Problem>";

/// A function and its arguments by name.
pub(crate) struct Handler {
    pub(crate) item: ItemFn,
    pub(crate) arguments: Vec<Argument>,
    /// Whether an argument has no name, or several: then nobody knows which names are missing.
    pub(crate) unnamed: bool,
}

/// One argument: the one name that its pattern binds, and its type.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

impl Handler {
    /// Reads the function; `None` when the item is none.
    pub(crate) fn read(item: &TokenStream, faults: &mut Faults) -> Option<Self> {
        let Ok(function) = syn::parse2::<ItemFn>(item.clone()) else {
            let what = "`#[api_endpoint]` stands on something that is no function";
            faults.add(item, what, "put it on the handler, an async function", EXAMPLE);
            return None;
        };
        let signature = &function.sig;
        if signature.asyncness.is_none() {
            faults.add(&signature.fn_token, "the handler is not async", "write `async fn`", EXAMPLE);
        }
        if !signature.generics.params.is_empty() {
            let mend = "name the types: the router needs one handler, and the document one schema";
            faults.add(&signature.generics, "the handler is generic", mend, EXAMPLE);
        }
        let (mut arguments, mut unnamed) = (Vec::new(), false);
        for input in &signature.inputs {
            match input {
                FnArg::Receiver(receiver) => {
                    let mend = "write a free function and take what it needs from the state";
                    faults.add(receiver, "the handler takes `self`", mend, EXAMPLE);
                }
                FnArg::Typed(argument) => match names(&argument.pat).as_slice() {
                    [name] => arguments.push(Argument { name: (*name).clone(), ty: (*argument.ty).clone() }),
                    _ => {
                        unnamed = true;
                        let mend = "bind exactly one name, by which the endpoint can declare it";
                        faults.add(&argument.pat, "the argument has no name, or several", mend, EXAMPLE);
                    }
                },
            }
        }
        Some(Self { arguments, unnamed, item: function })
    }

    /// Whether there is an argument of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.arguments.iter().any(|argument| argument.name == name)
    }
}

/// The names that a pattern binds.
fn names(pattern: &Pat) -> Vec<&Ident> {
    match pattern {
        Pat::Ident(name) => vec![&name.ident],
        Pat::TupleStruct(pattern) => pattern.elems.iter().flat_map(names).collect(),
        Pat::Tuple(pattern) => pattern.elems.iter().flat_map(names).collect(),
        Pat::Struct(pattern) => pattern.fields.iter().flat_map(|field| names(&field.pat)).collect(),
        Pat::Paren(pattern) => names(&pattern.pat),
        _ => Vec::new(),
    }
}
