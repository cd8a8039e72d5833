use expect_test::{ExpectFile, expect_file};

use super::*;

fn help(path: &[&str]) -> String {
    let mut command = Eva::command();
    command.build();
    let mut command = &mut command;
    for name in path {
        command = command.find_subcommand_mut(name).unwrap();
    }
    command.render_long_help().to_string()
}

fn check(path: &[&str], expected: ExpectFile) {
    expected.assert_eq(&help(path));
}

fn usage_error(args: &[&str]) -> ErrorKind {
    Eva::try_parse_from([&["eva"], args].concat()).unwrap_err().kind()
}

/// Guards against arguments that contradict each other, which clap finds only when it is asked.
#[test]
fn the_commands_are_well_formed() {
    Eva::command().debug_assert();
}

/// Guards against help that changes, or gets lost, without anybody reading it (`UPDATE_EXPECT=1` writes it again).
#[test]
fn the_help_is_what_was_reviewed() {
    check(&[], expect_file!["../help/eva.txt"]);
    check(&["keys", "create"], expect_file!["../help/keys-create.txt"]);
    check(&["token"], expect_file!["../help/token.txt"]);
    check(&["events", "tail"], expect_file!["../help/events-tail.txt"]);
    check(&["events", "analyze"], expect_file!["../help/events-analyze.txt"]);
    check(&["events", "propose"], expect_file!["../help/events-propose.txt"]);
    check(&["check"], expect_file!["../help/check.txt"]);
    check(&["schema", "generate"], expect_file!["../help/schema-generate.txt"]);
    check(&["schema", "register"], expect_file!["../help/schema-register.txt"]);
    check(&["schema", "check"], expect_file!["../help/schema-check.txt"]);
    check(&["openapi", "generate"], expect_file!["../help/openapi-generate.txt"]);
}

/// Guards against a token for a tenant without a capsule, or for one that nobody named.
#[test]
fn a_token_needs_a_whole_scope_or_a_new_one() {
    let (tenant, capsule) = ("tenant_01h2xcejqtf2nbrexx3vqjhp41", "capsule_01h2xcejqtf2nbrexx3vqjhp42");
    assert_eq!(usage_error(&["token"]), ErrorKind::MissingRequiredArgument);
    assert_eq!(usage_error(&["token", "--tenant", tenant]), ErrorKind::MissingRequiredArgument);
    assert_eq!(usage_error(&["token", "--capsule", capsule]), ErrorKind::MissingRequiredArgument);
    assert_eq!(
        usage_error(&["token", "--new-tenant", "--tenant", tenant, "--capsule", capsule]),
        ErrorKind::ArgumentConflict
    );
    assert_eq!(usage_error(&["token", "--tenant", capsule, "--capsule", capsule]), ErrorKind::ValueValidation);
    assert_eq!(usage_error(&["token", "--new-tenant", "--operator"]), ErrorKind::ArgumentConflict);
    assert_eq!(
        usage_error(&["token", "--operator", "--user", "user_01h2xcejqtf2nbrexx3vqjhp43"]),
        ErrorKind::ArgumentConflict
    );
    assert!(Eva::try_parse_from(["eva", "token", "--operator"]).is_ok());
    assert!(Eva::try_parse_from(["eva", "token", "--new-tenant"]).is_ok());
    assert!(Eva::try_parse_from(["eva", "token", "--tenant", tenant, "--capsule", capsule]).is_ok());
}

/// Guards against a newcomer who reads seven missing options and not that one line sets them all; and against that line where it
/// would not help.
#[test]
fn who_lacks_the_environment_is_told_how_to_get_it() {
    // Without their variables, which the shell that runs the tests may have.
    let refused = |args: &[&str]| {
        let args = [&["eva"], args].concat();
        let command = Eva::command().mut_subcommands(|command| {
            command.mut_args(|arg| arg.env(None)).mut_subcommands(|command| command.mut_args(|arg| arg.env(None)))
        });
        with_tip(command.try_get_matches_from(&args).unwrap_err(), args.iter().skip(1)).to_string()
    };
    for args in [&["check"][..], &["events", "tail"], &["check", "--companies", "5"]] {
        let text = refused(args);
        assert!(text.contains("--event-bus <NAME>") && text.contains(ENVIRONMENT_TIP), "{args:?}: {text}");
    }
    for args in [&["token"][..], &["token", "--tenant", "tenant_01h2xcejqtf2nbrexx3vqjhp41"], &["check", "--nonsense"]]
    {
        let text = refused(args);
        assert!(!text.contains(ENVIRONMENT_TIP), "{args:?}: {text}");
    }
}

/// Guards against a secret, the token, in the help of a shell whose environment has it.
#[test]
fn the_help_shows_no_values_of_the_environment() {
    let command = Eva::command();
    let check = command.find_subcommand("check").unwrap();
    assert!(check.get_arguments().filter(|arg| arg.get_env().is_some()).all(Arg::is_hide_env_values_set));
}
