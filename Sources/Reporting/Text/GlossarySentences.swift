extension Glossary {
  /// A sentence that the program writes into a report, in a language; `name: sentence` keeps its
  /// name. What is not known stays English.
  static func sentence(_ text: String, _ say: Language) -> (text: String, isTranslated: Bool) {
    guard say == .german else { return (text, true) }
    if let german = germanSentences[text] { return (german, true) }
    if let colon = text.firstRange(of: ": "),
      let german = germanSentences[String(text[colon.upperBound...])]
    {
      return (text[..<colon.upperBound] + german, true)
    }
    for frame in germanFrames where text.hasPrefix(frame.before) && text.hasSuffix(frame.after) {
      let name = text.dropFirst(frame.before.count).dropLast(frame.after.count)
      return (frame.german.replacing("…", with: translated(String(name))), true)
    }
    let numbers = text.matches(of: /[0-9]+(?:\.[0-9]+)?/).map { String($0.0) }
    let pattern = text.replacing(/[0-9]+(?:\.[0-9]+)?/, with: "#")
    guard !numbers.isEmpty, let german = germanPatterns[pattern] else { return (text, false) }
    let parts = german.split(separator: "#", omittingEmptySubsequences: false)
    let filled = zip(parts, numbers + [""]).map { $0 + $1.replacing(".", with: ",") }
    return (filled.joined(), true)
  }

  /// Sentences around names from the data or the configuration, which stay; `…` is their place.
  private static let germanFrames: [(before: String, after: String, german: String)] = [
    ("Orders come from ", "", "Bestellungen kommen aus …"),
    ("Only records of ", "", "Nur Datensätze von …"),
  ]

  /// The connecting words of an audience's conditions: `emea: region is DE, FR; a hidden field.`
  private static func translated(_ conditions: String) -> String {
    conditions.replacing(#/(: |; )a hidden field/#) { "\($0.1)ein verborgenes Feld" }
      .replacing(#/(: |; )([^ ]+) is /#) { "\($0.1)\($0.2) ist " }
      .replacing(#/(: |; )([^ ]+) other than (\d+) values?/#) {
        "\($0.1)\($0.2) außer \($0.3) Werten"
      }
  }

  /// Sentences with numbers in them, each number as `#`; both languages name them in one order.
  private static let germanPatterns: [String: String] = [
    "persons per closed deal; up to # B#C, from # B#B":
      "Personen je Abschluss; bis # B#C, ab # B#B",
    """
    share of first orders and wins decided within # days; more than half B#C; # of # took # days \
    or more, more than half of them B#B
    """:
      """
    Anteil der ersten Bestellungen und Abschlüsse binnen # Tagen; mehr als die Hälfte B#C; # von # \
    dauerten # Tage oder länger, mehr als die Hälfte davon B#B
    """,
    "share of deals with a pilot; from # % B#B": "Anteil der Abschlüsse mit Pilot; ab # % B#B",
    "share of orders with a refund; from # % B#C":
      "Anteil der Bestellungen mit Erstattung; ab # % B#C",
    """
    mean value of orders and won deals; # up to # (more than half B#C), # from # (more than half \
    B#B)
    """:
      """
    Mittlerer Wert von Bestellungen und Abschlüssen; # bis # (mehr als die Hälfte B#C), # ab # \
    (mehr als die Hälfte B#B)
    """,
    "orders and wins per # days over # days; from # B#C, up to # B#B":
      "Bestellungen und Abschlüsse je # Tage über # Tage; ab # B#C, bis # B#B",
    "standard deviation ÷ mean of the list price per unit; up to # B#C, from # B#B":
      "Standardabweichung ÷ Mittel des Listenpreises je Stück; bis # B#C, ab # B#B",
    "Numbers of fewer than # units are hidden, and others with them.":
      "Zahlen aus weniger als # Einheiten sind verborgen, und andere mit ihnen.",
    "only events and costs from #-#-# on are counted (--from)":
      "Nur Ereignisse und Kosten ab #-#-# zählen (--from).",
    "only events and costs before #-#-# are counted (--to)":
      "Nur Ereignisse und Kosten vor #-#-# zählen (--to).",
    "only events and costs from #-#-# until before #-#-# are counted (--from, --to)":
      "Nur Ereignisse und Kosten von #-#-# bis vor #-#-# zählen (--from, --to).",
    """
    Acquisition cost holds media, people, tools and other; cost that names no channel or \
    campaign, and cost that both markets share, is split by new customers, # months later.
    """:
      """
    Neukundenkosten enthalten Medien, Personal, Werkzeuge und Sonstiges; Kosten ohne Kanal \
    oder Kampagne und Kosten beider Märkte werden nach Neukunden verteilt, # Monate später.
    """,
    "share of sales without a deal; from # B#C, up to # B#B, between them both":
      "Anteil der Verkäufe ohne Angebot; ab # B#C, bis # B#B, dazwischen beides",
  ]

  private static let germanSentences: [String: String] = [
    "purchases of another source whose order the source of record lacks; not counted as orders":
      "Käufe einer anderen Quelle, deren Bestellung der führenden Quelle fehlt; keine Bestellungen",
    "orders that no other source has seen, so their session and channel are unknown":
      "Bestellungen, die keine andere Quelle kennt; Sitzung und Kanal sind unbekannt",
    "orders undone before payment; not counted":
      "vor der Zahlung zurückgenommene Bestellungen; nicht gezählt",
    "further purchase rows of an order that is counted once":
      "weitere Zeilen einer Bestellung, die einmal zählt",
    "refunds whose order is not in the data; not subtracted":
      "Erstattungen ohne ihre Bestellung in den Daten; nicht abgezogen",
    "refunds without a date of their own; counted in their order's period":
      "Erstattungen ohne eigenes Datum; im Zeitraum ihrer Bestellung gezählt",
    "sessions without a customer or visitor id; never joined to a buyer":
      "Sitzungen ohne Kunden- oder Besucherkennung; keinem Käufer zugeordnet",
    "cycles of won deals that end before they begin; counted with their sign":
      "Zyklen gewonnener Abschlüsse, die vor ihrem Beginn enden; mit Vorzeichen gezählt",
    "sales-qualified leads that marketing never qualified: the definitions disagree":
      "SQLs, die das Marketing nie qualifiziert hat: die Definitionen widersprechen sich",
    "deals without an event that opens them (or short of BANT answers); no opportunities":
      "Abschlüsse ohne eröffnendes Ereignis (oder mit zu wenig BANT-Antworten); keine Chancen",
    "won deals without an amount; they add nothing to the won amount":
      "gewonnene Abschlüsse ohne Betrag; sie tragen nichts zum gewonnenen Betrag bei",
    "further leads of a deal that another lead reached first; a deal with its leads is one unit":
      "weitere Leads eines Abschlusses; ein Abschluss mit seinen Leads ist eine Einheit",
    """
    Acquisition cost holds media, people, tools and other; cost that names no channel or \
    campaign, and cost that both markets share, is split by new customers.
    """:
      """
    Neukundenkosten enthalten Medien, Personal, Werkzeuge und Sonstiges; Kosten ohne Kanal \
    oder Kampagne und Kosten beider Märkte werden nach Neukunden verteilt.
    """,
    "Lifetime values are undefined: set grossMargin in the configuration.":
      "Kundenwerte sind nicht definiert: grossMargin in der Konfiguration setzen.",
    "Lifetime values are not predicted: nobody has ordered on two days.":
      "Kundenwerte werden nicht vorhergesagt: niemand hat an zwei Tagen bestellt.",
    "Lifetime values are not predicted: the BG/NBD likelihood has no maximum here.":
      "Kundenwerte werden nicht vorhergesagt: die BG/NBD-Likelihood hat hier kein Maximum.",
    "Lifetime values are not predicted: the Gamma-Gamma model of spend has no finite mean here.":
      "Kundenwerte werden nicht vorhergesagt: das Gamma-Gamma-Modell hat hier kein Mittel.",
    """
    Predicted lifetime values hold the orders to come only; those already placed stand in the \
    observed ones.
    """:
      """
    Vorhergesagte Kundenwerte enthalten nur künftige Bestellungen; die schon erfolgten stehen in \
    den beobachteten.
    """,
    "Costs are left out: they do not say which of them these records caused.":
      "Kosten fehlen: sie sagen nicht, welche davon diese Datensätze verursacht haben.",
    "answered or resolved, never opened: left out of every support number":
      "beantwortet oder gelöst, nie eröffnet: in keiner Zahl des Service",
    "exposures to experiments that the configuration does not list: not judged":
      "Kontakte mit Experimenten, die die Konfiguration nicht nennt: nicht beurteilt",
    "Canonical costs: amounts count as they are written.":
      "Eigenes Kostenformat: Beträge zählen, wie sie dastehen.",
    "Canonical events: amounts count as they are written.":
      "Eigenes Ereignisformat: Beträge zählen, wie sie dastehen.",
    """
    GA4: a purchase's amount is purchase_revenue in the event's currency, else \
    purchase_revenue_in_usd; both are what the site sent, usually with tax and shipping.
    """:
      """
    GA4: Betrag eines Kaufs ist purchase_revenue in der Währung des Ereignisses, sonst \
    purchase_revenue_in_usd; beides, wie die Seite es sandte, meist mit Steuer und Versand.
    """,
    "Google Ads: cost is Cost, in Currency code.":
      "Google Ads: Kosten sind Cost, in der Währung aus Currency code.",
    "HubSpot: a deal's amount is Amount, in the deal's own currency.":
      "HubSpot: Betrag eines Abschlusses ist Amount, in seiner eigenen Währung.",
    "LinkedIn: cost is Total Spent, in Currency; its days are UTC days.":
      "LinkedIn: Kosten sind Total Spent, in Currency; die Tage sind UTC-Tage.",
    "Meta: cost is Amount spent, in the currency that its header names.":
      "Meta: Kosten sind Amount spent, in der Währung der Kopfzeile.",
    "Salesforce: a deal's amount is Amount, in CurrencyIsoCode where there is one.":
      "Salesforce: Betrag eines Abschlusses ist Amount, in CurrencyIsoCode, wo vorhanden.",
    "Salesforce: a deal's amount is the Amount of the row in which it changed stage.":
      "Salesforce: Betrag eines Abschlusses ist Amount der Zeile, in der er die Stufe wechselte.",
    """
    Shopify: an order's amount is its Subtotal (after discounts, without shipping; tax as \
    the store's prices include it); refunds are Refunded Amount, which has no date of its \
    own.
    """:
      """
    Shopify: Betrag einer Bestellung ist Subtotal (nach Rabatt, ohne Versand; Steuer, wie \
    die Preise des Shops sie enthalten); Erstattungen sind Refunded Amount, ohne eigenes \
    Datum.
    """,
  ]
}
