extension Glossary {
  /// Values that the program writes into tables, in both languages.
  static let words: [String: (english: String, german: String)] = [
    // Steps and stages
    "session_start": ("Session", "Sitzung"), "page_view": ("Page viewed", "Seite gesehen"),
    "view_item": ("Product viewed", "Produkt gesehen"),
    "add_to_cart": ("Added to cart", "In den Warenkorb"),
    "begin_checkout": ("Checkout", "Kasse"), "purchase": ("Purchase", "Kauf"),
    "refund": ("Refund", "Erstattung"), "review": ("Review", "Bewertung"),
    "referral": ("Referral", "Empfehlung"), "signup": ("Sign-up", "Anmeldung"),
    "sign_up": ("Sign-up", "Anmeldung"), "lead": ("Lead", "Lead"), "mql": ("MQL", "MQL"),
    "sql": ("SQL", "SQL"), "opportunity": ("Opportunity", "Chance"), "won": ("Won", "Gewonnen"),
    "lost": ("Lost", "Verloren"),
    // Segments
    "(blank)": ("(blank)", "(ohne Angabe)"), "(no touch)": ("(no touch)", "(kein Kontakt)"),
    "(before the first stage)": ("(before the first stage)", "(vor der ersten Stufe)"),
    // Dimensions
    "channel": ("channel", "Kanal"), "campaign": ("campaign", "Kampagne"),
    "content": ("content", "Inhalt"), "device": ("device", "Gerät"), "region": ("region", "Region"),
    "product": ("product", "Produkt"), "stage": ("stage", "Stufe"), "step": ("step", "Schritt"),
    "owner": ("owner", "Betreuer"), "segment": ("segment", "Segment"), "plan": ("plan", "Tarif"),
    "country": ("country", "Land"), "category": ("category", "Kategorie"),
    // Verdicts and status
    "within": ("inside its band", "im Band"), "above": ("above its band", "über dem Band"),
    "below": ("below its band", "unter dem Band"), "undefined": ("undefined", "nicht definiert"),
    "ok": ("complete", "vollständig"), "partial": ("not over", "läuft noch"),
    "in_progress": ("so far", "bisher"), "suppressed": ("suppressed", "unterdrückt"),
    // Which business it is
    "cycle within 3 days": ("cycle within 3 days", "Zyklus bis 3 Tage"),
    "deciders per deal": ("deciders per deal", "Entscheider je Abschluss"),
    "order value": ("order value", "Bestellwert"), "pilot share": ("pilot share", "Anteil Piloten"),
    "price dispersion": ("price dispersion", "Streuung der Preise"),
    "refund share": ("refund share", "Anteil Erstattungen"),
    "sales per month": ("sales per month", "Verkäufe im Monat"),
    "self serve share": ("self-serve share", "Anteil ohne Vertriebskontakt"),
    "individual": ("individual", "Einzelperson"), "team": ("team", "Team (Gruppe)"),
    "company": ("company", "Unternehmen"), "account": ("account", "Konto"),
    "buyer": ("buyer", "Käufer"), "customer": ("customer", "Kunde"),
    "tier": ("tier", "Stufe des Vertrags"), "kind": ("kind", "Art"), "all": ("all", "alle"),
    "none": ("none", "keines"),
    "ticket_events_without_ticket": (
      "ticket events without ticket", "Ticket-Ereignisse ohne Ticket"
    ),
    "tickets_resolved_without_response": (
      "tickets resolved without response", "Ohne Antwort gelöste Tickets"
    ),
    "tickets_without_target": ("tickets without target", "Tickets ohne Ziel"),
    "usual": ("as usual", "wie üblich"), "high": ("unusually high", "ungewöhnlich hoch"),
    "low": ("unusually low", "ungewöhnlich niedrig"),
    "no spread": ("all others are equal", "alle anderen sind gleich"),
    "history": ("the period before", "der Zeitraum zuvor"),
    "band": ("the reference band", "das Referenzband"),
    // Attribution
    "first": ("first touch", "erster Kontakt"), "last": ("last touch", "letzter Kontakt"),
    "linear": ("linear", "linear"), "time_decay": ("time decay", "zeitlich fallend"),
    "u_shaped": ("U-shaped", "U-förmig"), "w_shaped": ("W-shaped", "W-förmig"),
    "markov": ("Markov", "Markow"), "shapley": ("Shapley", "Shapley"),
    // Recency, frequency, value
    "champions": ("champions", "Spitzenkunden"), "loyal": ("loyal", "treu"),
    "potential loyalist": ("potential loyalist", "auf dem Weg zur Treue"),
    "new": ("new", "neu"), "promising": ("promising", "vielversprechend"),
    "need attention": ("need attention", "brauchen Aufmerksamkeit"),
    "about to sleep": ("about to sleep", "schlafen bald ein"),
    "at risk": ("at risk", "gefährdet"), "cannot lose": ("cannot lose", "nicht zu verlieren"),
    "hibernating": ("hibernating", "ruhend"), "recency_days": ("days since", "Tage seither"),
    "frequency": ("orders", "Bestellungen"), "monetary": ("net value", "Nettowert"),
    // Between marketing and sales
    "lead_unknown_to_crm": ("leads that the CRM does not know", "Leads, die das CRM nicht kennt"),
    "mql_unknown_to_crm": ("MQLs that the CRM does not know", "MQLs, die das CRM nicht kennt"),
    "sql_unknown_to_crm": ("SQLs that the CRM does not know", "SQLs, die das CRM nicht kennt"),
    "opportunity_unknown_to_marketing": (
      "opportunities that marketing does not know", "Chancen, die das Marketing nicht kennt"
    ),
    "sql_without_mql": ("SQLs that never were MQLs", "SQLs, die nie MQLs waren"),
    // Data quality
    "orders_cancelled": ("cancelled orders", "Stornierte Bestellungen"),
    "orders_unknown_elsewhere": (
      "orders that no other source has seen", "Bestellungen, die keine andere Quelle kennt"
    ),
    "orders_unknown_to_record": (
      "orders that the source of record lacks", "Bestellungen, die der führenden Quelle fehlen"
    ),
    "refunds_undated": ("refunds without a date", "Erstattungen ohne Datum"),
    "refunds_without_order": ("refunds without an order", "Erstattungen ohne Bestellung"),
    "sessions_without_visitor": ("sessions without a visitor", "Sitzungen ohne Besucher"),
    "purchases_repeated": ("repeated purchases", "Doppelte Käufe"),
    "cycles_negative": ("cycles below zero", "Negative Zyklen"),
    "deals_without_opening": ("deals without an opening", "Abschlüsse ohne Eröffnung"),
    "won_without_amount": ("won deals without an amount", "Gewonnene Abschlüsse ohne Betrag"),
    "leads_of_one_deal": ("further leads of one deal", "Weitere Leads eines Abschlusses"),
  ]
}
