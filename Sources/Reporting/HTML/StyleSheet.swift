/// The one style sheet of all pages; its digest stands in the pages' content security policy.
///
/// Text reaches a contrast of 4.5 : 1 and marks 3 : 1 on both backgrounds. One accent over greys;
/// good and bad (bluish green and vermilion of Okabe and Ito, darkened for text) never stand
/// without a word or an arrow.
enum StyleSheet {
  static let text: StaticString = """
    :root{--bg:#fff;--fg:#1b1e22;--dim:#59626d;--line:#dfe3e8;--soft:#f3f5f7;--mark:#7d8691;\
    --acc:#0072b2;--good:#00694d;--bad:#a83c00;--wait:#735600;--up:#009e73;--down:#d55e00;\
    color-scheme:light dark}
    @media(prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e9ebee;--dim:#a6afba;\
    --line:#2d333b;--soft:#1d2228;--mark:#7f8a97;--acc:#56b4e9;--good:#4fcba3;--bad:#ff9d6e;\
    --wait:#e6c15a;--up:#22b58b;--down:#e8762c}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,\
    "Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
    .skip{position:absolute;left:-999px}
    .skip:focus{left:12px;top:12px;background:var(--bg);padding:6px 10px;z-index:1}
    main{max-width:1080px;margin:0 auto;padding:28px 20px 56px}
    header p{margin:2px 0;color:var(--dim);font-size:13px}
    h1{font-size:20px;margin:0;letter-spacing:-.01em}
    a{color:var(--acc)}
    :focus-visible{outline:2px solid var(--acc);outline-offset:2px;border-radius:2px}
    nav{margin:10px 0 0;font-size:13px}
    .toc{color:var(--dim);margin-top:6px}
    nav a{margin-right:16px;display:inline-block;padding:2px 0}
    .lead{font-size:25px;line-height:1.3;letter-spacing:-.015em;margin:26px 0 8px;max-width:44ch;\
    font-weight:600;text-wrap:pretty}
    section>.look,.look{max-width:74ch;margin:0 0 24px;color:var(--dim);font-size:15px}
    .look b{color:var(--fg)}
    .alert{border-left:4px solid var(--down);background:var(--soft);padding:10px 14px;margin:20px 0}
    .alert p{margin:0;font-weight:600}.alert ul{margin:4px 0 0;padding-left:20px}
    section{margin:40px 0 0;padding-top:14px;border-top:1px solid var(--line)}
    section.first{margin-top:0;padding-top:0;border-top:0}
    h2{font-size:17px;line-height:1.35;margin:0 0 4px;max-width:66ch;text-wrap:pretty}
    h3{font-size:14px;margin:22px 0 4px;font-weight:600}
    section>p:not(.lead),.note{margin:0 0 14px;color:var(--dim);max-width:76ch;font-size:14px}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(228px,1fr));gap:12px;\
    margin:14px 0 0}
    .card{border:1px solid var(--line);border-radius:8px;padding:12px 14px 10px;min-width:0;\
    display:flex;flex-direction:column}
    .card h3{margin:0;font-size:13px;font-weight:500;color:var(--dim)}
    .card p{margin:0}
    .val{font-size:27px;line-height:1.25;font-weight:600;letter-spacing:-.02em;margin:2px 0!important}
    .long{font-size:21px;padding:4px 0}
    .ci{font-size:12px;color:var(--dim)}
    .chg{font-size:13px;margin:6px 0 0!important}
    .push{margin-top:auto;padding-top:8px}
    .v{font-weight:600}td .v{white-space:nowrap}
    .good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
    .dim{color:var(--dim)}
    svg{display:block;width:100%;overflow:visible;font-size:13px}
    svg text{fill:var(--fg)}
    svg text.dim,svg tspan.dim{fill:var(--dim)}
    svg .strong{font-weight:600}
    svg .small{font-size:11.5px}
    .plot{max-width:820px}
    .acc{fill:var(--acc)}.was{fill:var(--mark)}.up{fill:var(--up)}.down{fill:var(--down)}
    .soft{fill:var(--soft)}.inside{fill:var(--acc);fill-opacity:.3}
    .tick{fill:var(--fg)}
    .axis{stroke:var(--line);stroke-width:1}
    .rule{stroke:var(--mark);stroke-width:1;stroke-dasharray:2 3}
    .trend{fill:none;stroke:var(--acc);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
    .range{fill:var(--acc);fill-opacity:.16;stroke:none}
    .dot{fill:var(--acc)}.open{fill:var(--bg);stroke:var(--acc);stroke-width:1.5}
    .back{stroke:var(--mark);stroke-width:1.5;stroke-dasharray:5 3}
    .hatch{stroke:var(--mark);stroke-width:1}
    .paper{paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}
    .halo{paint-order:stroke;stroke:var(--soft);stroke-width:4px;stroke-linejoin:round}
    .cell{fill:var(--acc)}
    .h0{fill-opacity:.04}.h1{fill-opacity:.1}.h2{fill-opacity:.16}.h3{fill-opacity:.22}\
    .h4{fill-opacity:.28}.h5{fill-opacity:.35}.h6{fill-opacity:.42}.h7{fill-opacity:.5}
    .scroll{overflow-x:auto;max-width:100%}
    .heat{min-width:640px}
    table{border-collapse:collapse;width:100%;font-size:14px;margin:6px 0 0}
    caption{text-align:left;color:var(--dim);font-size:13px;padding:0 0 4px}
    th,td{padding:6px 0 6px 18px;border-bottom:1px solid var(--line);text-align:right;\
    white-space:nowrap;vertical-align:top}
    th{font-weight:500;color:var(--dim);vertical-align:bottom;line-height:1.25}
    thead th{white-space:normal;min-width:64px}
    th.t,td.t{text-align:left}
    th:first-child,td:first-child{padding-left:0}
    td.wrap{white-space:normal;min-width:200px;max-width:62ch}
    tbody th{color:var(--fg);font-weight:400;text-align:left;white-space:normal;min-width:120px;\
    vertical-align:top;line-height:1.5}
    th button{all:unset;cursor:pointer;text-align:inherit}
    th button:focus-visible{outline:2px solid var(--acc);outline-offset:2px}
    th[aria-sort=descending] button::after{content:" ▼"}
    th[aria-sort=ascending] button::after{content:" ▲"}
    .filter{font:inherit;font-size:13px;color:var(--fg);background:var(--bg);margin:8px 0 2px;\
    border:1px solid var(--mark);border-radius:6px;padding:4px 8px;width:100%;max-width:260px}
    td svg{width:96px;display:inline-block;vertical-align:middle}
    td svg.pos{width:140px}
    details{margin:10px 0 0;font-size:13px;color:var(--dim)}
    details table{font-size:13px;color:var(--fg)}
    summary{cursor:pointer;padding:3px 0}
    dl{margin:6px 0;color:var(--fg)}dt{font-weight:600;margin-top:10px}
    dd{margin:0;max-width:90ch;overflow-wrap:anywhere}
    section ul{padding-left:20px;max-width:90ch;margin:6px 0}
    code{font:12.5px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
    footer{margin-top:44px;border-top:1px solid var(--line);padding-top:12px;color:var(--dim);\
    font-size:12.5px}
    footer p{margin:0 0 4px;overflow-wrap:anywhere}
    .handover{display:grid;grid-template-columns:1fr 1fr;gap:32px 40px;margin:30px 0 0}
    .handover .lead{font-size:20px;margin-top:14px}
    .handover .cards{grid-template-columns:1fr 1fr}
    @media(max-width:640px){.wide{display:none}main{padding:20px 16px 40px}.lead{font-size:20px}\
    .cards{grid-template-columns:repeat(auto-fill,minmax(158px,1fr));gap:8px}.card{padding:10px}\
    .val{font-size:22px}.long{font-size:17px}.handover{grid-template-columns:1fr}}
    @media print{:root{--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--soft:#f3f5f7;--mark:#777;\
    --acc:#0072b2;--good:#00563f;--bad:#8a3100;--wait:#5c4500;color-scheme:light}\
    body{font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}\
    main{max-width:none;padding:0}.skip,nav,.filter{display:none}.card,svg,tr{break-inside:avoid}\
    h2,h3{break-after:avoid}details::details-content{content-visibility:visible;display:block;\
    height:auto}.scroll{overflow:visible}table{font-size:8.5pt}td.wrap,thead th,tbody th{min-width:0}\
    th,td{padding-left:6px;white-space:normal;overflow-wrap:anywhere}td .v{white-space:normal}\
    td svg,td svg.pos{width:60px}.heat{min-width:0}}
    """
}
