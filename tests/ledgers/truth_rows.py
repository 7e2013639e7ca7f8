"""What stands in a row of each of the four ledgers, drawn at random: the truth and the cell it is written in."""

import calendar
import datetime as dt
from decimal import Decimal

from liaison.sheets.codes import check_character
from liaison.sheets.types import DateSpan

from .truth_cells import Writer

TODAY = dt.date(2026, 11, 23)
_FAMILY, _GIVEN = "周薛沈吴唐马岑韦邹孙陶陈傅顾", "晓波茂岩珊心小亚英天羽津博荣康平"
PLACES = {
    "长春市": ["南关区", "朝阳区", "榆树市", "农安县"],
    "四平市": ["铁西区", "双辽市", "梨树县"],
    "延边朝鲜族自治州": ["延吉市", "图们市", "安图县"],
}
_INDUSTRIES = {"制造业": "C", "农、林、牧、渔业": "A", "批发和零售业": "F", "建筑业": "E", "住宿和餐饮业": "H"}
_PROBLEMS = [
    "流动资金紧张，贷款续贷困难",
    "用工缺口30人",
    "用电增容审批慢",
    "物流成本高",
    "土地证办理历史遗留问题",
    "供热价格偏高",
]
POSTS = ["副市长", "市委常委", "人大副主任", "副县长", "政协副主席"]
_LEVELS = [("省级", "province"), ("市级", "prefecture"), ("市（州）级", "prefecture"), ("县级", "county")]
UNITS = ["省工信厅", "市工信局", "市财政局", "市税务局", "省商务厅", "市人社局"]


class RowMaker(Writer):
    """Draws rows: groups of columns, each a list of (field, truth, cell)."""

    def person(self) -> str:
        return self.pick(_FAMILY) + "示" + self.pick(_GIVEN)

    def company(self) -> str:
        middle = "".join(self.random.sample("禾龙川腾众固达谷恒明帆白嘉山永丰纳泰松德东金祥昌诚科能聚启", 3))
        place = self.pick(["长春市", "吉林省", "吉林", "四平", "延吉市", "梨树县"])
        trade = self.pick(["装备制造", "信息技术", "人参", "农业", "建设工程", "汽车零部件", "医药"])
        return (
            place
            + middle
            + trade
            + self.pick(["有限公司", "有限责任公司", "（集团）有限公司", "股份有限公司", "集团有限公司"])
        )

    def uscc(self) -> str:
        body = f"91{self.pick(['220102', '220322', '222401'])}" + "".join(
            self.random.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=9)
        )
        return body + check_character(body)

    def mobile(self) -> str:
        return f"1{self.pick('3578')}{self.random.randrange(10**9):09d}"

    def day(self, last: dt.date = TODAY) -> DateSpan:
        """Return a day of the year; sometimes some days on end, or a month of which no day is known."""
        day = dt.date(2026, 1, 1) + dt.timedelta(self.random.randrange((last - dt.date(2026, 1, 1)).days + 1))
        kind = self.random.choices(["day", "range", "month"], [94, 4, 2])[0]
        if kind == "range" and day.day > 3:
            return DateSpan(day - dt.timedelta(self.random.randint(1, 3)), day, "range")
        if kind == "month":
            end = dt.date(2026, day.month, calendar.monthrange(2026, day.month)[1])
            return DateSpan(day.replace(day=1), end, "month")
        return DateSpan(day, day)

    def several(self, make, most: int) -> list:
        return list(dict.fromkeys(make() for _ in range(self.random.randint(1, most))))

    def enterprises(self) -> list:
        place = self.pick(list(PLACES))
        size = self.pick([("大型", "L"), ("中", "M"), ("小型企业", "S"), ("微型", "XS")])
        level = self.pick(_LEVELS)
        srdi = self.pick(
            [("无", ""), ("—", ""), ("专精特新中小企业", "provincial"), ("专精特新“小巨人”", "little_giant")]
        )
        industry, yes = self.pick(list(_INDUSTRIES)), self.pick([True, False, None])
        amount = Decimal(self.random.randrange(100, 9_999_999)) / 100
        officer, phone = [self.person()], self.mobile()
        return [
            ("region", [("prefecture", place, place), ("county", c := self.pick(PLACES[place]), c)]),
            (
                "enterprise",
                [
                    ("name", n := self.company(), self.write_name(n)),
                    ("uscc", u := self.uscc(), self.write_uscc(u)),
                    ("industry", _INDUSTRIES[industry], industry),
                    ("size", size[1], size[0]),
                    ("above_scale", yes, self.write_yes_no(yes)),
                    ("srdi", srdi[1], srdi[0]),
                    ("output", amount, self.write_amount(amount)),
                    ("employees", e := self.random.randrange(5, 3000), self.write_count(e)),
                    ("legal_rep", p := self.person(), self.write_person(p)),
                    ("address", a := f"解放大街{self.random.randrange(1, 999)}号", self.write_text(a)),
                ],
            ),
            (
                "contact",
                [
                    ("contact", p := self.person(), self.write_person(p)),
                    ("phone", m := self.mobile(), self.write_phone(m)),
                ],
            ),
            (
                "leader",
                [
                    ("leader", [p := self.person()], self.write_person(p)),
                    ("leader_post", t := self.pick(POSTS), t),
                    ("leader_level", level[1], level[0]),
                ],
            ),
            (
                "officer",
                [
                    ("officer", officer, self.write_person(officer[0])),
                    ("officer_phone", phone, self.write_phone(phone)),
                ],
            ),
        ]

    def leaders(self) -> list:
        level = self.pick(_LEVELS)
        regions = self.random.sample(list(PLACES), self.random.choice([1, 1, 2]))
        counties: list[str] = []
        if level[1] != "province":
            place = regions[0]
            regions = [place] if level[1] == "prefecture" else []
            counties = self.random.sample(PLACES[place], self.random.choice([0, 1, 2]) if regions else 1)
        officer, phone = self.person(), self.mobile()
        both = officer + self.pick([" ", "", "：", "\n"]) + phone
        support = self.random.sample(UNITS, self.random.randint(0, 3))
        return [
            (
                "leader",
                [
                    ("leader", [p := self.person()], self.write_person(p)),
                    ("leader_post", t := self.pick(POSTS), t),
                    ("leader_level", level[1], level[0]),
                ],
            ),
            (
                "region",
                [
                    ("region", regions, self.pick(["、", "\n"]).join(regions)),
                    ("county", counties, self.pick(["、", "\n"]).join(counties)),
                ],
            ),
            ("enterprise", [("enterprises", names := self.several(self.company, 6), self.write_companies(names))]),
            ("lead_org", [("lead_org", (u := self.pick(UNITS), ()), u)]),
            ("support_org", [("support_org", support, self.pick(["、", "\n", "，"]).join(support))]),
            ("officer", [("officer_contact", (officer, phone), both)]),
        ]

    def visits(self) -> list:
        method = self.pick(
            [
                ("实地走访", "onsite"),
                ("座谈会", "symposium"),
                ("现场办公", "office"),
                ("电话沟通", "phone"),
                ("调研", "research"),
            ]
        )
        problems = self.random.sample(_PROBLEMS, self.random.choice([0, 0, 1, 2, 3]))
        companions = self.several(self.person, 3)
        state, done = self.pick(["生产经营正常", "订单充足"]), self.pick(["已现场答复", "转相关部门办理"])
        return [
            ("when", [("date", d := self.day(), self.write_day(d))]),
            ("leader", [("leader", [p := self.person()], self.write_person(p))]),
            ("with", [("companions", companions, self.write_people(companions))]),
            ("enterprise", [("enterprises", names := self.several(self.company, 2), self.write_companies(names))]),
            ("how", [("method", method[1], method[0]), ("condition", state, self.write_text(state))]),
            (
                "what",
                [("problems", problems, self.write_problems(problems)), ("resolved", done, self.write_text(done))],
            ),
        ]

    def cases(self) -> list:
        status = self.pick(
            [
                ("已办结", ("closed", "")),
                ("√", ("closed", "")),
                ("已解决", ("closed", "A")),
                ("正在办理", ("handling", "")),
                ("长期坚持", ("tracking", "B")),
                ("否", ("handling", "")),
            ]
        )
        rating = self.pick(
            [("非常满意", 5), ("满意", 4), ("基本满意", 3), ("不满意", 2), ("一般", 3), ("较满意", None), ("", None)]
        )
        source = self.pick(
            [("领导走访", "visit"), ("座谈会", "symposium"), ("12345转办", "12345"), ("商会协会", "association")]
        )
        support = self.random.sample(UNITS, self.random.randint(0, 2))
        name, place, category = self.company(), self.pick(PLACES["长春市"]), self.pick(["融资", "用工", "水电气"])
        raised, given, due, closed = (self.day() for _ in range(4))
        lead = "" if self.chance(0.1) else self.pick(UNITS)
        progress = self.pick(["已答复企业", "正在推进"])
        return [
            ("enterprise", [("enterprise", name, self.write_name(name)), ("region", place, place)]),
            (
                "in",
                [
                    ("reported_on", raised, self.write_day(raised)),
                    ("source", source[1], source[0]),
                    ("category", category, category),
                ],
            ),
            ("what", [("content", t := self.pick(_PROBLEMS), self.write_text(t))]),
            ("lead_org", [("lead_org", (lead, ()), lead)]),
            ("support_org", [("support_org", support, "、".join(support))]),
            ("dates", [("assigned_on", given, self.write_day(given)), ("due_on", due, self.write_day(due))]),
            ("how", [("progress", progress, self.write_text(progress)), ("status", status[1], status[0])]),
            ("out", [("closed_on", closed, self.write_day(closed)), ("rating", rating[1], rating[0])]),
        ]
