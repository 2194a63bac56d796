/// The one script of all pages; its digest stands in the pages' content security policy.
///
/// It only rearranges what is there: without it every number can still be read. Tables get buttons
/// that sort by a column and, where they are long, a field that filters their rows; printing opens
/// every `details`, which a browser's style rules cannot.
enum PageScript {
  static let text: StaticString = """
    (function(){var d=document;\
    function key(c){var f=c.dataset.value===undefined?c.querySelector("[data-value]"):c;\
    if(f&&f.dataset.value!==undefined)return Number(f.dataset.value);\
    var t=c.textContent.trim();return t==="–"?"":t}\
    function order(a,b){return typeof a==="number"&&typeof b==="number"?a-b:\
    String(a).localeCompare(String(b),d.documentElement.lang,{numeric:true})}\
    d.querySelectorAll("table.sort").forEach(function(t){\
    var b=t.tBodies[0],rows=Array.from(b.rows);\
    Array.from(t.tHead.rows[0].cells).forEach(function(h,i){\
    var k=d.createElement("button");k.type="button";\
    while(h.firstChild)k.appendChild(h.firstChild);h.appendChild(k);\
    k.addEventListener("click",function(){\
    var now=h.getAttribute("aria-sort"),\
    s=now?(now==="descending"?1:-1):(h.className==="t"?1:-1);\
    Array.from(h.parentNode.cells).forEach(function(o){o.removeAttribute("aria-sort")});\
    h.setAttribute("aria-sort",s<0?"descending":"ascending");\
    rows.map(function(r,n){return{r:r,n:n,k:r.cells[i]?key(r.cells[i]):""}})\
    .sort(function(x,y){if(x.k===""||y.k==="")return(x.k==="")-(y.k==="")||x.n-y.n;\
    return order(x.k,y.k)*s||x.n-y.n}).forEach(function(x){b.appendChild(x.r)})})});\
    if(t.dataset.filter){var f=d.createElement("input");f.type="search";\
    f.placeholder=t.dataset.filter;f.setAttribute("aria-label",t.dataset.filter);\
    f.className="filter";var w=t.closest(".scroll");w.parentNode.insertBefore(f,w);\
    f.addEventListener("input",function(){var q=f.value.trim().toLowerCase();\
    rows.forEach(function(r){r.hidden=q!==""&&r.textContent.toLowerCase().indexOf(q)<0})})}});\
    addEventListener("beforeprint",function(){\
    d.querySelectorAll("details").forEach(function(e){\
    if(!e.open){e.open=true;e.dataset.shut=""}})});\
    addEventListener("afterprint",function(){\
    d.querySelectorAll("details[data-shut]").forEach(function(e){\
    e.open=false;delete e.dataset.shut})})})();
    """
}
