//! What vocabularies are drawn from. Several words lie in one text, with `|` between them.

use crate::dice::Dice;

/// The digits of Crockford's base 32.
pub(crate) const CROCKFORD: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Hexadecimal digits.
pub(crate) const HEX: &str = "0123456789abcdef";

/// What a business deals with: the outermost first, then from what stands alone to what refers to it.
pub(crate) const DOMAINS: [&str; 8] = [
    "customer|parcel|shipment|route|depot|driver|manifest|customs declaration|pickup|delivery attempt|return label",
    "patient|appointment|ward|prescription|referral|lab result|consent form|invoice|insurance claim|bed|care plan",
    "player|match|guild|season pass|loadout|quest|leaderboard entry|trade offer|item drop|lobby|replay",
    "account holder|card|transfer|standing order|loan|dispute|statement|beneficiary|kyc check|mandate|limit",
    "contact|account|opportunity|campaign|task|quote|contract|note|role assignment|security group|entitlement",
    "course|lesson|enrolment|exam|certificate|grade|tutor|classroom|module|library loan|timetable",
    "sensor|gateway|firmware|alert|reading batch|zone|calibration|maintenance order|battery|threshold|device group",
    "order|cart|payment|refund|shipment|coupon|review|wishlist|stock level|price list|gift card",
];

/// How things come into being.
pub(crate) const BEGINNINGS: &str = "created|opened|registered|added|started|issued|placed|made|initiated|drafted";
/// What happens to them later.
pub(crate) const CHANGES: &str = "changed|updated|renamed|assigned|approved|rejected|moved|reviewed|paused|resumed|tagged|\
    escalated|synced|verified|rated|flagged|extended|reserved|confirmed|split|merged|scheduled";
/// How they end.
pub(crate) const ENDINGS: &str = "archived|closed|deleted|cancelled|expired|completed|revoked|retired|removed|settled";

/// Names of fields that stand for a value of a kind; see the plan's shapes.
pub(crate) const NAMES: &str = "name|title|label|display name|caption|subject line";
pub(crate) const PROSE: &str = "description|notes|comment|summary|remarks|reason text|instructions";
pub(crate) const ENUMS: &str = "status|state|priority|category|channel|tier|mode|phase|severity|grade|method|origin";
pub(crate) const MONEY: &str = "amount|price|total|fee|balance|budget|discount|net value";
pub(crate) const COUNTS: &str =
    "quantity|count|attempts|position|size|weight grams|duration minutes|score|rank|capacity";
pub(crate) const RATIOS: &str = "rate|ratio|probability|share|latitude|temperature";
pub(crate) const FLAGS: &str = "is active|is primary|urgent|verified|has attachments|is default|test run|locked";
pub(crate) const DATES: &str = "due on|valid until|birth date|ship date|effective date|renewal date";
pub(crate) const INSTANTS: &str = "starts at|ends at|scheduled for|expires at|completed at|last seen at";
pub(crate) const EMAILS: &str = "email|contact email|reply to|notify address";
pub(crate) const TAGS: &str = "tags|labels|keywords|topics|flags";
pub(crate) const MAPS: &str = "attributes|properties|custom fields|settings|counters|extras";
pub(crate) const OBJECTS: &str = "address|location|dimensions|schedule|terms|preferences|contact info|audit";
pub(crate) const ITEMS: &str = "items|lines|positions|entries|members|steps|allocations";
pub(crate) const URLS: &str = "url|link|href|callback url|document url|web page";
pub(crate) const KEYS: &str = "key|pk|partition key|resource|path|arn|storage key|lock name|self";

/// Values of enums, tags and maps.
pub(crate) const VALUES: &str = "new|open|active|draft|pending|blocked|done|low|medium|high|urgent|gold|silver|bronze|web|\
    mobile|phone|email|partner|standard|express|retail|wholesale|internal|external|north|south|alpha|beta|gamma";
/// The values of the innermost boundary where they are names that every outer value has again.
pub(crate) const STAGES: &str = "production|sandbox|staging|development|demo|training";
/// Given and family names.
pub(crate) const PEOPLE: &str =
    "Ada|Grace|Linus|Barbara|Edsger|Radia|Alan|Margaret|Dennis|Frances|Ken|Adele|Tony|Hedy|Niklaus";
pub(crate) const FAMILIES: &str =
    "Berg|Okafor|Silva|Novak|Tanaka|Rossi|Müller|Haddad|Kowalska|O'Neil|Nguyen|Larsen|Varga";
/// What free text is made of.
pub(crate) const FILLER: &str = "the|customer|asked|for|a|later|date|and|we|agreed|to|call|again|on|Monday|because|of|the|\
    missing|papers|please|check|before|noon|\"urgent\"|see|ticket|4711|thanks|it|was|sent|back|twice";

/// Names of the roles in an envelope.
pub(crate) const TYPE: &str = "event type|type|event name|kind|what|event|name|message type|topic|action code";
pub(crate) const ENTITY: &str = "entity|object|resource type|subject kind|aggregate|model|thing";
pub(crate) const ACTION: &str = "action|verb|operation|change|happened|op";
pub(crate) const EVENT_ID: &str = "event id|id|message id|uid|event key|record id|evt";
pub(crate) const STREAM: &str = "aggregate id|stream id|subject|entity id|stream|source id|object id|resource id";
pub(crate) const STREAM_TYPE: &str = "aggregate type|stream type|subject type|category|entity type";
pub(crate) const SEQUENCE: &str = "sequence|seq|version|stream position|revision|offset|aggregate version";
pub(crate) const TIME: &str = "occurred at|timestamp|time|at|created at|event time|ts|when|recorded at";
pub(crate) const ACTOR: &str = "actor|user|performed by|user id|principal|by|initiator|author";
pub(crate) const CORRELATION: &str = "correlation id|trace id|request id|flow id|conversation id|transaction id";
pub(crate) const CAUSATION: &str = "causation id|caused by|parent id|cause|triggered by";
pub(crate) const VERSION: &str = "schema version|v|version number|event version|schema|spec version";
pub(crate) const PRODUCER: &str = "producer|source|service|emitter|origin system|app";
pub(crate) const EXTRA: &str =
    "session id|device id|client ip|idempotency key|build|locale code|experiment|region code";
pub(crate) const ENVELOPE: &str = "meta|header|envelope|context|metadata|headers|info";
pub(crate) const SCOPE_HOLDER: &str = "scope|owner|realm info|partition|belongs|space";
pub(crate) const PAYLOAD: &str = "data|payload|body|detail|content|attributes|state";
/// Boundaries, by how far out they stand.
pub(crate) const OUTER: &str =
    "tenant|org|customer account|organization|company|realm|merchant|network|clinic group|publisher";
pub(crate) const MIDDLE: &str = "workspace|site|unit|market|capsule|environment|region|division|hospital|shard";
pub(crate) const INNER: &str = "project|team|store|ward unit|lane|desk|floor|channel space|branch";

const STARTS: &[&str] = &[
    "b", "br", "d", "dr", "f", "g", "gl", "k", "kr", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "z",
    "qu", "h", "j",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ou", "ia"];
const ENDS: &[&str] = &["", "", "", "", "n", "r", "l", "x", "m", "sk"];

/// The words of a text.
pub(crate) fn words(text: &'static str) -> Vec<&'static str> {
    text.split('|').collect()
}

/// One of the words of a text.
pub(crate) fn one(dice: &mut Dice, text: &'static str) -> String {
    dice.word(&words(text)).to_owned()
}

/// A word that no language has, of some syllables.
pub(crate) fn invented(dice: &mut Dice, syllables: usize) -> String {
    let mut word = String::with_capacity(4 * syllables);
    for _ in 0..syllables {
        for part in [STARTS, VOWELS, ENDS] {
            word.push_str(dice.word(part));
        }
    }
    word
}
