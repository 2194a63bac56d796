/// Names that English and German exports give to the fields of an event, best first.
///
/// They only decide what `init` proposes: nothing is read by them.
enum FieldVocabulary {
  /// Identifiers: canonical field → keys of columns.
  static let identifiers: [(field: String, keys: [String])] = [
    ("session_id", ["session_id", "user_session", "session", "visit_id", "session_key"]),
    (
      "order_id",
      [
        "order_id", "order_number", "order_no", "order", "invoice_id", "invoice_number",
        "invoice_no", "transaction_id", "receipt_id", "auftrag", "auftragsnummer", "bestellung",
        "bestellnummer", "rechnungsnummer",
      ]
    ),
    ("deal_id", ["deal_id", "opportunity_id", "opportunity", "mql_id", "lead_id", "deal"]),
    ("ticket_id", ["ticket_id", "case_id", "case_number", "ticket", "ticket_number"]),
    ("subscription_id", ["subscription_id", "contract_id", "subscription"]),
    (
      "account_id",
      [
        "account_id", "account", "company_id", "organization_id", "organisation_id", "company",
        "account_name", "company_name", "organization", "firma", "unternehmen",
      ]
    ),
    (
      "customer_id",
      [
        "customer_id", "client_id", "user_id", "buyer_id", "shopper_id", "member_id", "cust_id",
        "visitor_id", "user_pseudo_id", "anonymous_id", "customer", "customer_email", "email",
        "user", "kunde", "kundennummer", "kunden_nr", "kundennr", "kunden_id",
      ]
    ),
    ("person_id", ["person_id", "contact_id", "requester_id", "profile_id"]),
  ]

  /// Labels and amounts: canonical field → keys of columns.
  static let values: [(field: String, keys: [String])] = [
    (
      "amount",
      [
        "amount", "total", "total_price", "order_total", "order_value", "close_value", "revenue",
        "value", "price", "mrr", "monthly_amount", "monthly_revenue", "total_amount", "sum",
        "betrag", "summe", "umsatz", "gesamtbetrag",
      ]
    ),
    ("currency", ["currency", "currency_code", "currency_iso_code", "währung", "waehrung"]),
    ("quantity", ["quantity", "qty", "units", "item_count", "menge", "anzahl"]),
    ("discount", ["discount", "discount_amount", "rabatt"]),
    (
      "coupon", ["coupon", "coupon_code", "discount_code", "voucher", "gutschein", "gutscheincode"]
    ),
    (
      "channel",
      [
        "channel", "utm_source", "traffic_source", "lead_source", "origin", "source_medium",
        "source", "traffic_source_source", "acquisition_channel", "kanal", "quelle", "herkunft",
      ]
    ),
    ("campaign", ["campaign", "campaign_name", "utm_campaign", "campaign_id", "kampagne"]),
    (
      "product",
      [
        "product", "product_name", "product_id", "sku", "item_name", "item_id", "artikel",
        "produkt", "artikelnummer",
      ]
    ),
    (
      "region",
      [
        "region", "country", "country_code", "state", "geo_country", "market_region", "land",
        "bundesland",
      ]
    ),
    ("device", ["device", "device_category", "platform", "device_type", "gerät"]),
    ("segment", ["segment", "business_segment", "customer_segment", "industry", "sector"]),
    (
      "owner",
      [
        "owner", "owner_name", "sales_agent", "owner_id", "sales_rep", "sdr_id", "assignee_id",
        "betreuer",
      ]
    ),
    ("stage", ["stage", "deal_stage", "stage_name", "pipeline_stage", "status"]),
    ("reason", ["reason", "lost_reason", "closed_lost_reason", "cancel_reason", "refund_reason"]),
    ("expected_close", ["expected_close", "expected_close_date"]),
  ]

  /// Columns of money spent.
  static let spent = [
    "spend", "spent", "cost", "costs", "amount_spent", "ad_spend", "cost_micros",
    "cost_in_local_currency", "total_spent",
  ]

  /// Columns that name the type of an event.
  static let types = ["event_type", "event_name", "event", "type", "action", "activity", "name"]

  /// Texts that stand for an event, in the canonical vocabulary.
  static let events: [String: String] = {
    var result: [String: String] = [:]
    for (type, words) in [
      ("session_start", ["session_start", "visit", "session", "landing", "page_view", "pageview"]),
      ("view_item", ["view_item", "view", "product_view", "product_viewed", "detail"]),
      ("add_to_cart", ["add_to_cart", "cart", "addtocart", "added_to_cart", "basket"]),
      ("begin_checkout", ["begin_checkout", "checkout", "checkout_started", "start_checkout"]),
      ("add_payment_info", ["add_payment_info", "payment", "payment_info"]),
      (
        "purchase",
        ["purchase", "order", "buy", "transaction", "sale", "placed_order", "order_completed"]
      ),
      ("refund", ["refund", "refunded", "return", "refunded_order"]),
      ("order_cancelled", ["order_cancelled", "cancelled_order", "cancel", "canceled"]),
      ("sign_up", ["sign_up", "signup", "register", "registration"]),
      ("activate", ["activate", "activated", "activation"]),
      ("lead", ["lead", "lead_created"]), ("mql", ["mql"]), ("sql", ["sql"]),
      ("opportunity", ["opportunity", "deal_created"]), ("won", ["won", "closed_won"]),
      ("lost", ["lost", "closed_lost"]), ("review", ["review"]), ("referral", ["referral"]),
      ("touch", ["touch", "click", "ad_click", "email_open", "call", "demo", "webinar"]),
    ] {
      for word in words { result[word] = type }
    }
    return result
  }()

  /// Words in the name of a time column → type of event, the first that fits.
  static let timeWords: [(words: [String], type: String)] = [
    (["first_response", "first_reply", "first_agent_reply"], "ticket_first_response"),
    (["resolved", "solved"], "ticket_resolved"), (["refund"], "refund"),
    (["cancel"], "order_cancelled"), (["mql"], "mql"), (["sql"], "sql"), (["won"], "won"),
    (["lost"], "lost"), (["sign_up", "signup", "regist", "joined"], "sign_up"),
    (["stornier"], "order_cancelled"), (["erstatt"], "refund"),
    (["order", "purchase", "paid", "invoice", "transaction"], "purchase"),
    (["bestell", "auftrag", "rechnung", "kauf"], "purchase"),
  ]

  /// Words of time columns that are no fact's time.
  static let noTimes = [
    "synced", "updated", "modified", "deleted", "birth", "due", "expected", "extract", "loaded",
    "last_", "viewed", "referenced", "modstamp", "geändert", "fällig", "geburt",
  ]
}
